"""Pages of the identity monitor: those everybody reads, those of an enterprise, and the analysts' workshop."""
