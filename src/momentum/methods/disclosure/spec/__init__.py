"""A request for protection as TOML: which columns of which file make which tables, and by what rules."""

from momentum.methods.disclosure.spec.model import (
    CostSpec,
    DimensionSpec,
    HierarchySpec,
    PlaceSpec,
    RatioSpec,
    Spec,
    TableSpec,
    Where,
)
from momentum.methods.disclosure.spec.reading import KNOWN, read_spec

__all__ = [
    "KNOWN",
    "CostSpec",
    "DimensionSpec",
    "HierarchySpec",
    "PlaceSpec",
    "RatioSpec",
    "Spec",
    "TableSpec",
    "Where",
    "read_spec",
]
