"""Spells with their hours, and the assessments made during them."""

from decimal import Decimal

from momentum.accounts.models import Organisation, User
from momentum.demo.building.keys import date_of, end_of, keys, moment
from momentum.demo.city import City
from momentum.demo.organisations import places
from momentum.demo.population.rates import KINDS
from momentum.journeys.models import Assessment, Journey, Spell, SpellHours
from momentum.journeys.own_voice import SENTENCES
from momentum.sector.models import Place


def place_of_seat(seats: list[Place]) -> list[Place]:
    """The place of every seat, in the order of the population's seats."""
    return [place for place, row in zip(seats, places(), strict=True) for _seat in range(row.capacity)]


def write_spells(
    city: City, journeys: list[Journey], organisations: list[Organisation], seats: list[Place]
) -> list[Spell]:
    """All spells in the population's order, with the day on which they were entered."""
    rows, papers, place = city.population.spells, city.papers, place_of_seat(seats)
    own = keys(city.seed, "spells", len(rows.start))
    columns = (rows.person, rows.organisation, rows.kind, rows.start, rows.end, rows.seat)
    spells = [
        Spell(
            id=key,
            journey=journeys[person],
            organisation=organisations[organisation],
            place=place[seat] if seat >= 0 else None,
            kind_id=KINDS[kind],
            starts=date_of(start),
            ends=end_of(end),
            end_reason_id=reason or None,
            recorded_at=moment(entered, key.int),
        )
        for key, person, organisation, kind, start, end, seat, reason, entered in zip(
            own,
            *(column.tolist() for column in columns),
            papers.end_reason.tolist(),
            papers.recorded.tolist(),
            strict=True,
        )
    ]
    Spell.objects.bulk_create(spells, batch_size=2000)
    _write_hours(city, spells)
    return spells


def _write_hours(city: City, spells: list[Spell]) -> None:
    rows = city.hours
    SpellHours.objects.bulk_create(
        (
            SpellHours(
                spell=spells[spell], starts=date_of(start), ends=end_of(end), hours_per_week=Decimal(hours)
            )
            for spell, start, end, hours in zip(
                rows.spell.tolist(), rows.start.tolist(), rows.end.tolist(), rows.hours.tolist(), strict=True
            )
        ),
        batch_size=4000,
    )


def write_assessments(
    city: City, journeys: list[Journey], spells: list[Spell], coaches: dict[object, User]
) -> None:
    """`coaches`: who records for an organisation, by the organisation's key."""
    rows, sentences = city.assessments, list(SENTENCES)
    Assessment.objects.bulk_create(
        (
            Assessment(
                id=key,
                journey=journeys[person],
                instrument=instrument,
                date=date_of(day),
                value=Decimal(str(value)),
                answers=dict(zip(sentences, answers, strict=True)) if answers[0] >= 0 else {},
                organisation_id=spells[spell].organisation_id,
                recorded_by=coaches.get(spells[spell].organisation_id),
            )
            for key, person, spell, instrument, day, value, answers in zip(
                keys(city.seed, "assessments", len(rows.day)),
                rows.person.tolist(),
                rows.spell.tolist(),
                rows.instrument.tolist(),
                rows.day.tolist(),
                rows.value.tolist(),
                rows.answers.tolist(),
                strict=True,
            )
        ),
        batch_size=4000,
    )
