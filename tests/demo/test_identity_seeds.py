"""The same seed gives the same sector, byte for byte."""

import pytest
from django.core import serializers
from django.db import transaction

from momentum.identity.models import (
    Answer,
    CounterMeasure,
    CounterMeasureEvent,
    Pole,
    PoleText,
    Response,
    Round,
    Statement,
    StatementEvent,
    StatementFile,
    Wording,
)
from momentum.identity.queries.kept import forget
from momentum.sector.models import FormTime, Requirement, RequirementReport, YearFigures
from tests.demo.conftest import TODAY
from tests.demo.sector import write_sector

pytestmark = pytest.mark.xdist_group("demo city")
WRITTEN = (
    *(Round, Response, Answer, Wording, Pole, PoleText, Requirement, RequirementReport, FormTime),
    *(CounterMeasure, CounterMeasureEvent, Statement, StatementEvent, StatementFile),
)


def _everything():
    """Every row. Numbers that the database counts up go on from one time to the next, so they are left out."""
    rounds = dict(Round.objects.values_list("pk", "year"))
    found = []
    for model in WRITTEN:
        for row in serializers.serialize("python", model.objects.order_by("pk")):
            told = {**row["fields"], "model": row["model"]}
            if not isinstance(row["pk"], int):
                told["pk"] = row["pk"]
            if "round" in told:
                told["round"] = rounds[told["round"]]
            found.append(repr(told))
    return found


def _written(seed):
    forget()
    with transaction.atomic():
        write_sector(seed)
        figures = YearFigures.objects.order_by("organisation__slug", "year")
        told = _everything(), list(figures.values_list("year", "revenue_market", "revenue_subsidy"))
        transaction.set_rollback(True)
    forget()
    return told


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_bytes_and_another_one_other_answers(settings):
    settings.TODAY = TODAY
    first, again, other = _written(11), _written(11), _written(12)
    assert len(first[0]) > 5000
    assert first[0] == again[0]
    assert first[0] != other[0]
    assert first[1] == other[1], "figures do not come from the seed"
