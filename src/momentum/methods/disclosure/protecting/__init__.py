"""Choosing what to withhold: the cheapest further cells that keep every primary cell's interval wide."""

from momentum.methods.disclosure.protecting.plan import Cost, Plan, costs_by_reason, protect

__all__ = ["Cost", "Plan", "costs_by_reason", "protect"]
