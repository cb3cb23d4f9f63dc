"""Facts: what happened to people, read from files and checked, ready to be measured."""

from momentum.methods.facts.checks import check_facts
from momentum.methods.facts.cutting import cut_at
from momentum.methods.facts.directory import load_facts, read_manifest, write_facts
from momentum.methods.facts.mapping import Mapping, mapping_from, mapping_to_toml, read_mapping
from momentum.methods.facts.problems import SENTENCES, FactsError, MappingError, Problem
from momentum.methods.facts.reading import Reading, read_facts
from momentum.methods.facts.recognising import FileColumns, columns_of
from momentum.methods.facts.schema import SCHEMAS, Facts

__all__ = [
    "SCHEMAS",
    "SENTENCES",
    "Facts",
    "FactsError",
    "FileColumns",
    "Mapping",
    "MappingError",
    "Problem",
    "Reading",
    "check_facts",
    "columns_of",
    "cut_at",
    "load_facts",
    "mapping_from",
    "mapping_to_toml",
    "read_facts",
    "read_manifest",
    "read_mapping",
    "write_facts",
]
