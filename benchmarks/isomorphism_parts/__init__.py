"""The parts of the simulation study of isomorphism."""
