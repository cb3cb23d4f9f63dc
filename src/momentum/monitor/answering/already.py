"""Whether a table that somebody asks for is there already: as an answer, or in the edition itself."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from momentum.methods.indicators import Period
from momentum.monitor.answering.question import Question
from momentum.monitor.building.files import public_of
from momentum.monitor.contents import BREAKDOWNS, QUARTERLY
from momentum.monitor.models import Edition, TableRequest


@dataclass(frozen=True)
class There:
    url: str
    title: str


def published_already(edition: Edition, question: Question) -> There | None:
    """Where the same numbers stand, if they do."""
    language = "en" if get_language() == "en" else "nl"
    answer = TableRequest.objects.filter(edition=edition, question=question.key, slug__isnull=False).first()
    if answer is not None:
        return There(reverse("monitor:answer", args=[answer.slug]), question.title()[language])
    name = _table_of_edition(edition, question)
    for table in public_of(edition)["tables"]:
        if table["name"] == name:
            return There(reverse("monitor:table", args=[edition.slug, name]), table["title"][language])
    return None


def _table_of_edition(edition: Edition, question: Question) -> str:
    if question.by == ("quarter",) and question.indicator in {line.indicator for line in QUARTERLY}:
        return "by_quarter"
    if question.period != Period(edition.period_from, edition.period_to):
        return ""
    if question.indicator == "stock" and question.by == ("target_group",):
        return "stock_by_target_group"
    for each in BREAKDOWNS:
        if each.indicator == question.indicator and _covers(each.axes, question.by):
            return each.name
    return ""


def _covers(axes, by: tuple[str, ...]) -> bool:
    """Whether every breakdown asked for is a level that a table shows, at most one of each of its sides."""
    found = [next((place for place, axis in enumerate(axes) if name in axis.public), None) for name in by]
    return None not in found and len(set(found)) == len(found)
