"""Confirmed profiles as the waves that the method measures."""

from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from momentum.identity.instrument import load
from momentum.identity.models import Answer, Response, ResponseState, Round
from momentum.methods.isomorphism.profiles import Item, Waves
from momentum.sector.models import Profile


def waves(until_year: int) -> Waves:
    """Answers of confirmed responses of all rounds until a year, that year included.

    Organisations are named by their key, as a string. Items are those of every instrument that a round used.
    """
    rounds = list(Round.objects.filter(year__lte=until_year).order_by("year"))
    items = {
        question.code: Item(question.code, question.indicator)
        for code in dict.fromkeys(each.instrument for each in rounds)
        for question in load(code).items
    }
    found = list(_confirmed(until_year).values_list("organisation_id", "round__year").order_by())
    organisations = sorted({str(organisation) for organisation, _ in found})
    years = [each.year for each in rounds]
    at = {key: place for place, key in enumerate(organisations)}
    when = {year: place for place, year in enumerate(years)}
    which = {code: place for place, code in enumerate(items)}
    answers = np.full((len(organisations), len(years), len(items)), np.nan)
    told = Answer.objects.filter(response__in=_confirmed(until_year), value__isnull=False, item__in=items)
    for organisation, year, item, value in told.values_list(
        "response__organisation_id", "response__round__year", "item", "value"
    ).order_by():
        answers[at[str(organisation)], when[year], which[item]] = value
    return Waves(organisations, years, list(items.values()), answers, branches(organisations))


def branches(organisations: list[str]) -> list[str]:
    """The branch of each organisation, empty where not known."""
    known = dict(
        Profile.objects.filter(organisation__in=list(map(UUID, organisations))).values_list(
            "organisation_id", "branch_id"
        )
    )
    by_key = {str(key): branch or "" for key, branch in known.items()}
    return [by_key.get(key, "") for key in organisations]


def agreed(until_year: int) -> frozenset[str]:
    """The organisations whose last confirmed response agrees that their place is drawn, without their name."""
    last: dict[str, bool] = {}
    for organisation, may_be_shown in (
        _confirmed(until_year).order_by("round__year").values_list("organisation_id", "may_be_shown")
    ):
        last[str(organisation)] = may_be_shown
    return frozenset(key for key, may_be_shown in last.items() if may_be_shown)


def _confirmed(until_year: int) -> QuerySet[Response]:
    return Response.objects.filter(state=ResponseState.CONFIRMED, round__year__lte=until_year)
