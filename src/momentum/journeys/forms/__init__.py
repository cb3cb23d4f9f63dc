"""What people type: forms check its shape, actions whether it may be and can be."""
