"""The real thing, killed with -9 at random instants while a client outside keeps a list of what it was promised."""
