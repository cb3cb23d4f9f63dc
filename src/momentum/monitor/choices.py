"""How an edition is protected, as the analyst chooses it: the same record in the database, in a comparison and in
the inputs of a built edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from momentum.methods.disclosure.rules import Zeros

Method = Literal["suppression", "rounding", "cell-key"]
Profile = Literal["fast", "best"]
METHODS: tuple[Method, ...] = ("suppression", "rounding", "cell-key")
PROFILES: tuple[Profile, ...] = ("fast", "best")
BASES = (4, 5, 10)


@dataclass(frozen=True)
class Treatment:
    """How the tables of one indicator are protected. `base` is for rounding only."""

    method: Method = "suppression"
    zeros: Zeros = "withheld"
    base: int = 5

    def to_json(self) -> dict[str, Any]:
        return {"method": self.method, "zeros": self.zeros, "base": self.base}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Treatment":
        return cls(told["method"], told["zeros"], told["base"])


@dataclass(frozen=True)
class Choices:
    """Everything about protection that an analyst chooses, pins apart.

    n           the smallest number that is shown.
    zeros       the policy for zeros of every indicator without a treatment of its own.
    width       the least width of the interval that a reader may derive for a small number.
    profile     how long to look for a cheap plan.
    effort      a factor on that, as editions of earlier releases have it.
    treatments  by indicator: tables that share cells belong together, and they share those of one indicator.
    """

    n: int = 5
    zeros: Zeros = "withheld"
    width: int = 3
    profile: Profile = "fast"
    effort: float = 1.0
    treatments: Mapping[str, Treatment] = field(default_factory=dict)

    def treatment(self, measure: str) -> Treatment:
        """The treatment of a measure ("stock/2016"), which is that of its indicator."""
        return self.treatments.get(measure.split("/", 1)[0], Treatment(zeros=self.zeros))

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "zeros": self.zeros,
            "width": self.width,
            "profile": self.profile,
            "effort": self.effort,
            "treatments": {name: each.to_json() for name, each in sorted(self.treatments.items())},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Choices":
        """Choices as they were kept; what an earlier release did not know yet has the value it stood for."""
        plain = {name: told[name] for name in ("n", "zeros", "width", "profile", "effort") if name in told}
        ways = {name: Treatment.from_json(each) for name, each in told.get("treatments", {}).items()}
        return replace(cls(**plain), treatments=ways)
