"""Backups, and coming back from them: a dump that either database reads, the files, and the keys apart."""
