"""One engine a module: each turns a facts directory into the standard set, in a process of its own."""
