"""People and their spells, in codes and day numbers, cut at the freeze."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import (
    EPOCH,
    FAR_MONTH,
    date_of,
    day_of,
    month_before,
    month_number,
    month_of,
)
from momentum.methods.indicators.preparation.codes import DISTRICT_CODE, KIND_CODE, ORGANISATION_CODE
from momentum.methods.indicators.preparation.raw import raw

__all__ = ["EPOCH", "people", "spell_names", "spells"]


def people() -> ir.Table:
    """`person`: every person with year of birth and home (as at the freeze)."""
    person = raw("person")
    known = person.left_join(DISTRICT_CODE, "district")
    return known.select(
        p=known.row.cast("int32"),
        person=known.person,
        birth_year=known.birth_year.cast("int32"),
        d=known.d.fill_null(0),
        w=known.w.fill_null(0),
    )


def spell_names() -> ir.Table:
    """`spell_name`: the pseudonym of every spell."""
    spell = raw("spell")
    return spell.select(s=spell.row.cast("int32"), spell=spell.spell)


def spells(freeze: int) -> ir.Table:
    """`spell`: every spell that started before the freeze; an end on or after it does not exist."""
    spell, person = raw("spell"), raw("person")
    freeze_date = ibis.date(date_of(freeze).isoformat())
    spell = spell.filter(spell.start < freeze_date)
    ended = (spell.end.notnull()) & (spell.end < freeze_date)
    dated = spell.select(
        s=spell.row.cast("int32"),
        person=spell.person,
        organisation=spell.organisation,
        place_kind=spell.place_kind,
        start=day_of(spell.start),
        until=ibis.ifelse(ended, day_of(spell.end), freeze).cast("int32"),
        before_month=month_before(spell.start),
        start_month=month_of(spell.start),
        last_month=ibis.ifelse(ended, month_before(spell.end), month_number(date_of(freeze - 1))).cast(
            "int32"
        ),
        until_month=ibis.ifelse(ended, month_of(spell.end), FAR_MONTH).cast("int32"),
    )
    numbers = person.select(who=person.person, p=person.row.cast("int32"))
    known = dated.inner_join(numbers, dated.person == numbers.who)
    known = known.left_join(ORGANISATION_CODE, known.organisation == ORGANISATION_CODE.organisation)
    known = known.left_join(KIND_CODE, known.place_kind == KIND_CODE.kind)
    return known.select(
        "s",
        "p",
        o=known.o.fill_null(0),
        k=known.k.fill_null(0),
        rank=known["rank"].fill_null(0),
        paid=known.paid.fill_null(0),
        enterprise=known.enterprise.fill_null(0),
        start=known.start,
        until=known.until,
        before_month=known.before_month,
        start_month=known.start_month,
        last_month=known.last_month,
        until_month=known.until_month,
    )
