"""What analysts and askers fill in."""
