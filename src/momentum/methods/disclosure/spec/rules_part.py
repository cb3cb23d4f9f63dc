"""The [rules] of a spec: a preset, and what differs from it."""

from dataclasses import replace
from typing import Any

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.presets import PRESETS, preset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.spec.values import Part

RULES = {"preset", "n", "zeros", "sensitive", "harmless", "width", "p", "dominance", "holders"}


def read_rules(data: Any, dimensions: set[str]) -> Rules:
    """The rules. Raises `TableError` for a rule that makes no sense."""
    part = Part(data, "[rules]", RULES)
    rules = preset(part.choice("preset", "", tuple(PRESETS))) if "preset" in part else Rules()
    for name in ("sensitive", "holders"):
        for unknown in sorted(set(part.texts(name)) - dimensions):
            raise TableError(f"[rules] {name} names {unknown}, which is no dimension of this spec.")
    changes: dict[str, Any] = {
        name: frozenset(part.texts(name)) for name in ("sensitive", "harmless", "holders")
    }
    changes |= {"n": part.whole("n", rules.n, 10**6), "width": part.whole("width", rules.width, 10**6)}
    changes |= {"zeros": part.text("zeros"), "dominance": _dominance(part)}
    changes |= {"p": part.number("p", 0.0) or None}
    return replace(rules, **{name: value for name, value in changes.items() if name in part})


def _dominance(part: Part) -> tuple[int, float] | None:
    value = part.data.get("dominance", [])
    if not value and isinstance(value, list):
        return None
    if (
        not isinstance(value, list)
        or len(value) != 2
        or any(isinstance(each, bool) or not isinstance(each, int | float) for each in value)
        or not isinstance(value[0], int)
    ):
        raise part.wrong("dominance", "how many contributors and what percentage: [2, 80]")
    return value[0], float(value[1])
