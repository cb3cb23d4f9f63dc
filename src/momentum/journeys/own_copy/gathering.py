"""Gathers everything that is held about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from momentum.accounts.clock import today
from momentum.accounts.models import User
from momentum.accounts.row_security import as_system
from momentum.journeys.models import Identity, Journey
from momentum.journeys.own_copy.others import Others
from momentum.journeys.own_copy.past import access_section, history_section, log_questions_section
from momentum.journeys.own_copy.section import Copy, Section
from momentum.journeys.own_copy.sections import present_sections
from momentum.journeys.own_copy.signing_in import signing_in_sections
from momentum.journeys.own_copy.staff import Staff
from momentum.journeys.queries.held import family


@dataclass(frozen=True)
class Subject:
    """Whose copy it is: every record of theirs, the one in use first."""

    journey: Journey
    people: Sequence[Journey]
    identity: Identity
    user: User | None
    staff: Staff


def gather(journey: Journey) -> Copy:
    """The copy of the person with this journey, in the language that is active. Whoever calls it has opened the
    record through the log; within, the system looks at the names of others, so that none of them is in it."""
    with as_system("own_copy"):
        identity = Identity.objects.select_related("user").get(pseudonym=journey.pseudonym)
        subject = Subject(journey, family(journey)[::-1], identity, identity.user, Staff(identity.user))
        others = Others(identity)
        sections = [each.rewritten(others.taken_out) for each in _sections(subject)]
    return Copy(
        made=today(),
        language=get_language() or "nl",
        name=identity.name,
        sections=sections,
        withheld=others.count,
        notes=_notes(others.count),
    )


def _sections(subject: Subject) -> Iterator[Section]:
    yield from present_sections(subject)
    yield from signing_in_sections(subject)
    yield history_section(subject)
    yield access_section(subject)
    yield log_questions_section(subject)


def _notes(withheld: int) -> list[str]:
    notes = [
        _(
            "Who works with you is named by role and organisation. In the list of who looked stands the name too."
        ),
        _("Published figures are counted and name nobody, so they are not in this copy."),
    ]
    if withheld:
        notes.append(
            _("In %(count)s places the name of somebody else was taken out of a text: it is not about you.")
            % {"count": withheld}
        )
    return notes
