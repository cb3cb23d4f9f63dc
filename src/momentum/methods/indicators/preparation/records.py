"""Hours worked and assessments, in codes and day numbers."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import date_of, day_of
from momentum.methods.indicators.preparation.raw import raw
from momentum.methods.indicators.tables import TABLES


def worked(freeze: int) -> ir.Table:
    """`worked`: hours per week of a spell over a run of days before the freeze."""
    hours = raw("hours")
    freeze_date = ibis.date(date_of(freeze).isoformat())
    hours = hours.filter(hours["from"] < freeze_date)
    ended = (hours["to"].notnull()) & (hours["to"] < freeze_date)
    dated = hours.select(
        name=hours.spell,
        begin=day_of(hours["from"]),
        until=ibis.ifelse(ended, day_of(hours["to"]), freeze).cast("int32"),
        hours=hours.hours_per_week,
    )
    names = TABLES.spell_name
    return dated.inner_join(names, dated.name == names.spell).select("s", "begin", "until", "hours")


def assessments(freeze: int) -> ir.Table:
    """`assessment`: one value a person, instrument and day before the freeze."""
    made, person = raw("assessment"), raw("person")
    made = made.filter(made.date < ibis.date(date_of(freeze).isoformat()))
    dated = made.select(
        who=made.person, instrument=made.instrument, day=day_of(made.date), value=made["value"]
    )
    numbers = person.select(name=person.person, p=person.row.cast("int32"))
    return dated.inner_join(numbers, dated.who == numbers.name).select("p", "instrument", "day", "value")
