"""Participants and what becomes of them."""
