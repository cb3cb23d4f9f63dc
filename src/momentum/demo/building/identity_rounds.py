"""The yearly rounds: who was invited, what they answered and when they stood for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from momentum.accounts.models import Organisation as Record
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.demo.building import identity_field
from momentum.demo.building.cast import Member
from momentum.demo.building.identity_answers import Character, Told
from momentum.demo.building.keys import keys, moment
from momentum.demo.organisations import Organisation, Organisations
from momentum.demo.population.details import generator
from momentum.demo.population.rates import day, read_rates
from momentum.identity.actions.rounds import REMIND
from momentum.identity.instrument import load
from momentum.identity.models import Answer, Response, ResponseState, Round


@dataclass
class _Written:
    """Rows of all rounds, written at once."""

    responses: list[Response]
    answers: list[Answer]


def write_rounds(
    organisations: Organisations, records: list[Record], cast: list[Member], seed: int
) -> list[Round]:
    """All rounds, their responses and answers; the last round is still open."""
    enterprises = identity_field.members(organisations)
    instrument = load(identity_field.field()["rounds"]["instrument"])
    managers = {each.organisation.name: each.user for each in cast if each.role == Role.ENTERPRISE_MANAGER}
    characters = {place: Character(each, instrument, seed) for place, each in enterprises}
    draw = generator(seed, "identity rounds")
    written = _Written([], [])
    rounds = [_round(year) for year in identity_field.years()]
    Round.objects.bulk_create(rounds)
    for each in rounds:
        present = identity_field.answering(enterprises, each.year)
        ids = keys(seed, f"identity responses {each.year}", len(present))
        for key, (place, enterprise) in zip(ids, present, strict=True):
            response = _response(each, records[place], enterprise, draw)
            response.id = key
            written.responses.append(response)
            if response.state == ResponseState.CONFIRMED:
                response.confirmed_by = managers.get(enterprise.name)
                told = characters[place].answers(records[place], each.year, instrument)
                written.answers += _answers(response, list(told))
    Response.objects.bulk_create(written.responses)
    Answer.objects.bulk_create(written.answers, batch_size=2000)
    return rounds


def _round(year: int) -> Round:
    told = identity_field.field()["rounds"]
    opens, closes = (date.fromisoformat(f"{year + 1}-{told[name]}") for name in ("opens", "closes"))
    return Round(year=year, instrument=told["instrument"], opens=opens, closes=closes)


def _response(each: Round, record: Record, enterprise: Organisation, draw: np.random.Generator) -> Response:
    """Confirmed between the round's opening and its end, or until yesterday where it is still open."""
    told = identity_field.field()
    waits = each.year == identity_field.years()[-1] and enterprise.name == told["invited"]
    last = min(day(each.closes), read_rates().day("today") - 1)
    after, minute = int(draw.integers(1, last - day(each.opens) + 1)), int(draw.integers(0, 540))
    confirmed = moment(day(each.opens) + after, minute)
    reminder = moment(day(each.closes - REMIND), 0)
    return Response(
        round=each,
        organisation=record,
        state=ResponseState.INVITED if waits else ResponseState.CONFIRMED,
        invited_at=moment(day(each.opens), 30),
        reminded_at=reminder if not waits and confirmed > reminder else None,
        confirmed_at=None if waits else confirmed,
        may_be_shown=not waits and enterprise.name not in told["not_drawn"],
    )


def _answers(response: Response, told: list[Told]) -> list[Answer]:
    assert response.confirmed_at is not None
    at: datetime = response.confirmed_at - timedelta(minutes=1)
    by: User | None = response.confirmed_by
    return [
        Answer(
            response=response,
            item=each.item,
            value=each.value,
            from_registry=each.from_registry,
            answered_by=by,
            answered_at=at,
        )
        for each in told
    ]
