"""Answering a request for a table: what can be asked, counting it, protecting it against all that was released."""
