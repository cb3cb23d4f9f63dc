"""What was measured, kept until something it rests on changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db.models import Count, Max, Model, Sum

from momentum.identity.models import Answer, Pole, PoleText, Response, ResponseState, Round, Wording
from momentum.sector.models import Profile, Requirement, RequirementReport, YearFigures

MOST = 64
REVENUE = ("revenue_market", "revenue_public_contract", "revenue_subsidy", "revenue_gifts")
Version = tuple[Any, ...]
Found = TypeVar("Found")
_kept: OrderedDict[tuple[Hashable, ...], tuple[Version, Any]] = OrderedDict()


def version_of_data() -> Version:
    """Differs whenever a confirmed profile, figure, pole, text or requirement differs.

    Records that carry a version are summed by it; of the others the count, the last key and their sums tell.
    """
    confirmed = Response.objects.filter(state=ResponseState.CONFIRMED)
    answers = Answer.objects.filter(response__state=ResponseState.CONFIRMED)
    return (
        _told(Round, Sum("year")),
        tuple(confirmed.aggregate(Count("pk"), Sum("version"), Max("confirmed_at")).values()),
        confirmed.filter(may_be_shown=True).count(),
        tuple(answers.aggregate(Count("pk"), Max("pk"), Sum("value"), Max("answered_at")).values()),
        _told(Profile, Sum("version")),
        _told(YearFigures, Sum("version"), *(Sum(name) for name in REVENUE)),
        _told(Wording, Max("pk")),
        repr(list(Pole.objects.values_list("code", "values", "spread", "set_by", "position"))),
        _told(PoleText, Max("pk")),
        _told(Requirement, Sum("version"), Sum("hours"), Max("since"), Max("until")),
        _told(Requirement.bound.through, Max("pk")),
        _told(RequirementReport, Max("at"), Sum("hours")),
    )


def _told(model: type[Model], *sums: Any) -> tuple[Any, ...]:
    return tuple(model._default_manager.aggregate(Count("pk"), *sums).values())


def kept(key: tuple[Hashable, ...], work_out: Callable[[], Found]) -> Found:
    """What `work_out` gave for this key since the data last changed; the least used are forgotten."""
    version = version_of_data()
    found = _kept.get(key)
    if found and found[0] == version:
        made: Found = found[1]
        return made
    made = work_out()
    _kept[key] = (version, made)
    _kept.move_to_end(key)
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return made


def forget() -> None:
    """Everything is worked out again: for tests, whose databases come and go."""
    _kept.clear()
