"""Organisations, their places and offers."""
