"""The heavy steps that get a song ready, each a child process of its own: ``python -m workers.steps.<step>``.

A step reads one JSON object from standard input and writes JSON lines on standard output: progress, then one result
or one error. It logs on standard error, and puts its files into the folder it was given and nowhere else. It holds no
database, so it can be killed at any moment: whoever started it removes the folder. `_protocol` has the rules.
"""
