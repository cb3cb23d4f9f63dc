"""How long everything is kept, and the rules by which the daily clock removes what is past its term.

A `Term` is a class of retention: what it covers, from when it counts, how long. A `Rule`, of the room that holds
the records, finds what is past its term on a day and removes it:

    retention.register(Rule("journeys", "journeys", find=ended_journeys, remove=remove_journeys))

`momentum.accounts.actions.retention` runs the rules and writes the proof.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from momentum.accounts.terms import TERMS, Period


@dataclass(frozen=True)
class Due:
    """A key of something past its term; `postponed` says why it is kept all the same, in a word of a fixed list."""

    key: str
    postponed: str = ""


@dataclass(frozen=True)
class Rule:
    """How one kind of record leaves.

    `find(last)` gives what ended on or before the day `last`, with keys that say nothing of anybody (an id, never a
    name). `remove(keys, day)` removes these: it may be called again for keys that are gone already, and must then
    do nothing. `at_once`: how many keys it takes in one go. `size(key)`: how many records go with a key.
    """

    name: str
    term: str
    find: Callable[[date], Iterable[Due]]
    remove: Callable[[Sequence[str], date], None]
    at_once: int = 500
    size: Callable[[str], int] = lambda _key: 1


RESTRICTED = "restricted"
REQUEST_OPEN = "request open"
POSTPONED = (RESTRICTED, REQUEST_OPEN)
"""Why something past its term is kept: its use is restricted (it may be needed for a claim), or a request about it
waits for an answer."""

_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Have the rule run by the daily clock."""
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    return sorted(_rules.values(), key=lambda rule: rule.name)


def period_of(term: str) -> Period | None:
    """How long a class is kept here: the city's choice where it made one; None where no term of time ends it.

    Raises `ImproperlyConfigured` where the setting is not understood.
    """
    chosen = parse_choices(settings.KEEP)
    return chosen.get(term, TERMS[term].period)


def parse_choices(text: str) -> Mapping[str, Period]:
    """What `MOMENTUM_KEEP` says, as "journeys=3 years, mail=10 days". Raises `ImproperlyConfigured`."""
    chosen = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _equals, period = (each.strip() for each in part.partition("="))
        if name not in TERMS or TERMS[name].period is None:
            known = ", ".join(code for code, term in TERMS.items() if term.period)
            raise ImproperlyConfigured(f"MOMENTUM_KEEP names “{name}”; it can set: {known}.")
        try:
            chosen[name] = Period.parse(period)
        except ValueError as error:
            raise ImproperlyConfigured(f"MOMENTUM_KEEP, {name}: {error}.") from None
    return chosen
