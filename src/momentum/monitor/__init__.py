"""Editions: freeze, measure, protect, audit, approve, publish."""
