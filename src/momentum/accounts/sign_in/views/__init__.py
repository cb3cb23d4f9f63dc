"""Pages about somebody's own signing in."""
