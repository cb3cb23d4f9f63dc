"""What is read of the identity of the sector."""
