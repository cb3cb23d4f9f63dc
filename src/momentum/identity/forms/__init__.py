"""Forms of the room of identity."""
