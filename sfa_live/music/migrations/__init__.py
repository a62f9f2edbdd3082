"""The history of the tables: to add to it, write the next file in ``versions``; a test compares the two."""
