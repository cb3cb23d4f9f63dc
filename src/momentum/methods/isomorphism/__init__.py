"""Isomorphism: how far organisations drift from what they were, how alike they grow, and what presses on them.

Definition: a progressive loss of inner characteristics under the pressure of legal frameworks or professional norms
coming from the for-profit private or public sectors.
"""

from momentum.methods.isomorphism.drift import Drift, drift, drift_of, movement
from momentum.methods.isomorphism.findings import Finding, findings, median_hours
from momentum.methods.isomorphism.indicators import INDICATORS
from momentum.methods.isomorphism.measuring import Measured, Spread, Unsaid, by_branch, measure
from momentum.methods.isomorphism.poles import POLES, SOCIAL_ENTERPRISE, Pole
from momentum.methods.isomorphism.pressure import MECHANISMS, Requirement, exposure
from momentum.methods.isomorphism.profiles import HIGHEST, Item, Profiles, Waves, profiles
from momentum.methods.isomorphism.revenue import (
    CORNERS,
    STREAMS,
    Hybridity,
    NotShares,
    hybridity,
    shares,
    triangle,
)
from momentum.methods.isomorphism.sensitivity import Sensitivity, sensitivity
from momentum.methods.isomorphism.sentences import SENTENCES

__all__ = [
    "CORNERS",
    "HIGHEST",
    "INDICATORS",
    "MECHANISMS",
    "POLES",
    "SENTENCES",
    "SOCIAL_ENTERPRISE",
    "STREAMS",
    "Drift",
    "Finding",
    "Hybridity",
    "Item",
    "Measured",
    "NotShares",
    "Pole",
    "Profiles",
    "Requirement",
    "Sensitivity",
    "Spread",
    "Unsaid",
    "Waves",
    "by_branch",
    "drift",
    "drift_of",
    "exposure",
    "findings",
    "hybridity",
    "measure",
    "median_hours",
    "movement",
    "profiles",
    "sensitivity",
    "shares",
    "triangle",
]
