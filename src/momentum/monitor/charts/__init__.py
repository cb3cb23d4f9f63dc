"""Charts of an edition, drawn once when it is built."""
