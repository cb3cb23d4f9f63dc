"""What is held now, section by section."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from momentum.journeys.own_copy.section import Section
from momentum.journeys.own_copy.sections import course, footing, record

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def present_sections(subject: "Subject") -> Iterator[Section]:
    for make in (
        record.identity,
        record.record,
        record.groups,
        course.stays,
        course.hours,
        course.measurements,
        course.own_voice,
        course.referrals,
        course.follow_ups,
        footing.grounds,
        record.caseload,
        footing.errors,
        footing.requests,
        record.references,
    ):
        yield make(subject)
