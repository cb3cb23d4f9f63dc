"""The geometry of the pictures: numbers and words in, coordinates out. Nothing here knows of a database."""
