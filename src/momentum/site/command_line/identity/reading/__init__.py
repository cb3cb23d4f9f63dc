"""Reading the files of `momentum identity`: every problem says in which file, row and column it is, and what to do."""

from momentum.site.command_line.identity.reading.given import Problem, Problems
from momentum.site.command_line.identity.reading.poles import read_poles
from momentum.site.command_line.identity.reading.profiles import Field, read_field
from momentum.site.command_line.identity.reading.requirements import read_requirements
from momentum.site.command_line.identity.reading.texts import Texts, read_texts

__all__ = [
    "Field",
    "Problem",
    "Problems",
    "Texts",
    "read_field",
    "read_poles",
    "read_requirements",
    "read_texts",
]
