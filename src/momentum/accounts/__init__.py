"""People who sign in, the organisations they act for, and who may see what."""
