"""Facts: what happened to people, read from files and checked, ready to be measured."""

from momentum.methods.facts.mapping import Mapping, mapping_from, mapping_to_toml, read_mapping
from momentum.methods.facts.problems import SENTENCES, FactsError, MappingError, Problem
from momentum.methods.facts.reading import Reading, read_facts
from momentum.methods.facts.schema import SCHEMAS, Facts

__all__ = [
    "SCHEMAS",
    "SENTENCES",
    "Facts",
    "FactsError",
    "Mapping",
    "MappingError",
    "Problem",
    "Reading",
    "mapping_from",
    "mapping_to_toml",
    "read_facts",
    "read_mapping",
]
