"""Pages of the monitor: those everybody reads, and the analysts' workshop."""
