"""The access log as a chain: written in order, anchored outside the database, verified by whoever has a copy.

`entries`, `checking`, `anchor_files` and `signatures` know nothing of Django or of the database: an export is
verified with them on any machine. docs/reference/access-log.md tells the format to whoever writes a verifier.
"""
