"""Controlled rounding: multiples of a base that still add up, and the check of what it promises."""

from momentum.methods.disclosure.rounding.checking import check_rounding
from momentum.methods.disclosure.rounding.rounded import Rounding, round_tables

__all__ = ["Rounding", "check_rounding", "round_tables"]
