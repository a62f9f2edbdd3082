"""Two demo songs: their scores, and the instruments that pyo plays them on."""
