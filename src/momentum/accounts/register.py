"""The register of processing: what is held of whom, for which purpose, on which ground, for how long.

Every room says in its `processing.py` what its records hold, field by field (`HELD`), and which files it keeps
(`FILES`). What is read here of all rooms is the register that GDPR article 30 asks for. A field of a record that
no room speaks for is a fault: `manage.py check` and a test refuse it.

    HELD = (
        Held("Identity", "guidance", keep="journeys", record=Record.IDENTITY, fields={
            Data.IDENTIFYING: "pseudonym first_name last_name birth_date",
            Data.CONTACT: "email phone",
            Data.ACTING: "user",
            Data.TECHNICAL: "id version",
        }),
    )

Who receives what is not written here: it follows from the matrix of `accounts.policy`, by the kind of record.
A table of history is spoken for by its record.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from momentum.accounts.activities import ACTIVITIES, Activity
from momentum.accounts.holding import Data, Files, Held
from momentum.accounts.policy import Role, Verb, cells
from momentum.accounts.retention import period_of
from momentum.accounts.terms import TERMS, Term


@dataclass
class Register:
    """What all rooms say, by model label (`journeys.Identity`)."""

    held: dict[str, Held] = field(default_factory=dict)
    files: list[Files] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def register() -> Register:
    """What every room says of what it holds."""
    found = Register()
    for config in apps.get_app_configs():
        if not config.name.startswith("momentum."):
            continue
        try:
            room = importlib.import_module(f"{config.name}.processing")
        except ModuleNotFoundError as error:
            if error.name != f"{config.name}.processing":
                raise
            continue
        for held in room.HELD:
            label = held.model if "." in held.model else f"{config.label}.{held.model}"
            if label in found.held:
                found.twice.append(label)
            found.held[label] = held
        found.files += getattr(room, "FILES", ())
    return found


# What django-simple-history adds to every earlier state it keeps.
OF_HISTORY = {
    "history_id": Data.TECHNICAL,
    "history_date": Data.ACTING,
    "history_change_reason": Data.ACTING,
    "history_type": Data.TECHNICAL,
    "history_user": Data.ACTING,
}


def class_of(held: Held, model: type[models.Model], name: str) -> Data | None:
    """The class of a field; None where nobody says it."""
    if hasattr(model, "instance_type") and name in OF_HISTORY:
        return OF_HISTORY[name]
    return held.classes().get(name)


def subject(model: type[models.Model]) -> str:
    """The label under which a model is spoken for: a table of history by its record."""
    return getattr(model, "instance_type", model)._meta.label


def problems(found: Register | None = None) -> list[str]:
    """What is not right with the register, a sentence each; empty when every field has purpose, class and term."""
    found = found or register()
    told = [f"{label} is spoken for twice." for label in found.twice]
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    for label, model in known.items():
        held = found.held.get(subject(model))
        if held is None:
            told.append(f"{label}: no room says why it is held. Add it to HELD of the room's processing.py.")
            continue
        missing = [
            name for name in (f.name for f in model._meta.concrete_fields) if not class_of(held, model, name)
        ]
        if missing:
            told.append(
                f"{label}: no class of data for {', '.join(missing)}. Add them to its line in processing.py."
            )
    for label, held in found.held.items():
        told += _problems_of(label, held, known.get(label))
    for files in found.files:
        told += _unknown(f"the files “{files.where}”", files.activity, files.keep)
    return told


def _problems_of(label: str, held: Held, model: type[models.Model] | None) -> list[str]:
    if model is None:
        return [f"{label}: there is no such record."]
    names = [name for names in held.fields.values() for name in names.split()]
    own = {each.name for each in model._meta.concrete_fields}
    told = [f"{label}: there is no field {name}." for name in sorted(set(names) - own)]
    told += [
        f"{label}: {name} is in two classes of data." for name in sorted(set(names)) if names.count(name) > 1
    ]
    return told + _unknown(label, held.activity, held.keep)


def _unknown(what: str, activity: str, keep: str) -> list[str]:
    told = [] if activity in ACTIVITIES else [f"{what}: there is no activity “{activity}”."]
    return told if keep in TERMS else [*told, f"{what}: there is no term “{keep}”."]


def recipients(record: str) -> list[Role]:
    """The roles that the matrix lets read records of this kind."""
    if not record:
        return []
    return [
        role
        for role in Role
        if any(Verb.READ in cell.verbs and not cell.emergency for cell in cells(role, record))
    ]


@dataclass
class Line:
    """An activity with everything held for it: what the register shows in one place."""

    activity: Activity
    data: dict[Data, dict[str, list[str]]] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    recipients: list[Role] = field(default_factory=list)
    files: list[Files] = field(default_factory=list)

    @property
    def kept(self) -> Iterator[tuple[Term, str]]:
        """Each term with how long it is here, in the reader's language; empty where no time ends it."""
        for term in self.terms:
            period = period_of(term.code)
            yield term, period.in_words() if period else ""

    @property
    def data_of_people(self) -> list[Data]:
        return [data for data in Data if data in self.data and data != Data.TECHNICAL]


def by_activity(found: Register | None = None) -> list[Line]:
    """The register in the order of the activities."""
    found = found or register()
    lines = {code: Line(activity) for code, activity in ACTIVITIES.items()}
    terms: dict[str, set[str]] = {code: set() for code in lines}
    roles: dict[str, set[Role]] = {code: set() for code in lines}
    for label, held in found.held.items():
        line = lines[held.activity]
        for name, data in held.classes().items():
            line.data.setdefault(data, {}).setdefault(label, []).append(name)
        terms[held.activity].add(held.keep)
        roles[held.activity] |= set(recipients(held.record))
    for files in found.files:
        line = lines[files.activity]
        line.files.append(files)
        for data in files.data:
            line.data.setdefault(data, {})
        terms[files.activity].add(files.keep)
        roles[files.activity] |= set(recipients(files.record))
    for code, line in lines.items():
        line.terms = [term for term in TERMS.values() if term.code in terms[code]]
        line.recipients = [role for role in Role if role in roles[code]]
    return [line for line in lines.values() if line.data]
