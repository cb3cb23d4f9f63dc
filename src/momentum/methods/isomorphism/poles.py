"""Poles: what an organisation would look like that had become a public agency, an ordinary firm, an association.

Those that come with the code are assumed, and say so: a city that has asked its own experts brings its own.
"""

from dataclasses import dataclass, field

import numpy as np

from momentum.methods.isomorphism.indicators import INDICATORS


@dataclass(frozen=True)
class Pole:
    """An archetype.

    values  its place on the nine indicators, 0 to 1; spread: how far those who set it differed (standard deviation).
    """

    code: str
    values: np.ndarray
    spread: np.ndarray = field(default_factory=lambda: np.zeros(len(INDICATORS)))
    set_by: str = "assumed"
    set_on: str = ""

    @property
    def assumed(self) -> bool:
        """Whether nobody but the makers of this code set it."""
        return self.set_by == "assumed"


def _assumed(code: str, *values: float) -> Pole:
    return Pole(code, np.array(values), np.full(len(INDICATORS), 0.1))


# Economic, social, governance: in the order of the indicators.
SOCIAL_ENTERPRISE = _assumed("social_enterprise", 0.75, 0.65, 0.7, 0.9, 0.75, 0.85, 0.8, 0.85, 0.8)
POLES = (
    _assumed("public_agency", 0.9, 0.1, 0.95, 0.8, 0.05, 0.95, 0.1, 0.6, 0.25),
    _assumed("ordinary_firm", 0.95, 0.9, 0.95, 0.1, 0.1, 0.05, 0.8, 0.05, 0.15),
    _assumed("association", 0.35, 0.25, 0.2, 0.7, 0.95, 0.95, 0.85, 0.95, 0.85),
)
