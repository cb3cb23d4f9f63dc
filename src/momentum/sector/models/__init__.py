"""Organisations as the sector knows them, and what is demanded of them."""

from momentum.sector.models.registry import (
    Borough,
    Branch,
    District,
    Identifier,
    IdentifierScheme,
    LegalForm,
    Named,
    Offer,
    Place,
    PlaceKind,
    Profile,
    RegistryVersion,
    TargetGroup,
    YearFigures,
)
from momentum.sector.models.requirements import (
    FormTime,
    Mechanism,
    Party,
    Requirement,
    RequirementReport,
    RequirementState,
)

__all__ = [
    "Borough",
    "Branch",
    "District",
    "FormTime",
    "Identifier",
    "IdentifierScheme",
    "LegalForm",
    "Mechanism",
    "Named",
    "Offer",
    "Party",
    "Place",
    "PlaceKind",
    "Profile",
    "RegistryVersion",
    "Requirement",
    "RequirementReport",
    "RequirementState",
    "TargetGroup",
    "YearFigures",
]
