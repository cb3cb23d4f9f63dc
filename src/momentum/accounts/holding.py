"""How a room says what it holds: a record with the class of each of its fields, and kinds of files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Data(models.TextChoices):
    """The classes of data."""

    IDENTIFYING = "identifying", _("who somebody is")
    CONTACT = "contact", _("how to reach somebody")
    NEEDS = "needs", _("what somebody needs to be able to work")
    JOURNEY = "journey", _("what becomes of somebody: stays, steps, measurements, agreements")
    WORDS = "words", _("what somebody wrote about a person or about themselves")
    ACTING = "acting", _("who did something, and when")
    SECRET = "secret", _("secrets of signing in, of which only a digest or sealed text is kept")
    ORGANISATION = "organisation", _("about an organisation")
    FIGURE = "figure", _("counts of people, without a name")
    TECHNICAL = "technical", _("keys, states and counters of the system itself")


@dataclass(frozen=True)
class Held:
    """A record and the class of each of its fields. `model` is a model of the room, or `app.Model`.

    `keep` is a class of `accounts.terms`, `record` the kind of record by which the matrix opens it ("" where no
    page shows it to anybody).
    """

    model: str
    activity: str
    keep: str
    fields: Mapping[Data, str]
    record: str = ""

    def classes(self) -> dict[str, Data]:
        return {name: data for data, names in self.fields.items() for name in names.split()}


@dataclass(frozen=True)
class Files:
    """A kind of file outside the database. `where` is its place below the folder that settings name."""

    name: Any
    where: str
    activity: str
    keep: str
    data: tuple[Data, ...]
    protected: Any
    record: str = ""
