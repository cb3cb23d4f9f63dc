"""Target groups over time, completed by the days without any so that they tile time."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import (
    FAR_MONTH,
    NEVER,
    date_of,
    day_of,
    month_before,
    month_number,
    month_of,
)
from momentum.methods.indicators.preparation.codes import GROUP_CODE
from momentum.methods.indicators.preparation.raw import raw
from momentum.methods.indicators.tables import TABLES

_COLUMNS = ("p", "g", "begin", "until", "before_month", "begin_month", "last_month", "until_month")


def _memberships(freeze: int) -> ir.Table:
    member, person = raw("membership"), raw("person")
    freeze_date = ibis.date(date_of(freeze).isoformat())
    member = member.filter(member["from"] < freeze_date)
    ended = (member["to"].notnull()) & (member["to"] < freeze_date)
    dated = member.select(
        person=member.person,
        target_group=member.target_group,
        begin=day_of(member["from"]),
        until=ibis.ifelse(ended, day_of(member["to"]), freeze).cast("int32"),
        begin_month=month_of(member["from"]),
        before_month=month_before(member["from"]),
        last_month=ibis.ifelse(ended, month_before(member["to"]), month_number(date_of(freeze - 1))).cast(
            "int32"
        ),
        until_month=ibis.ifelse(ended, month_of(member["to"]), FAR_MONTH).cast("int32"),
    )
    numbers = person.select(who=person.person, p=person.row.cast("int32"))
    known = dated.inner_join(numbers, dated.person == numbers.who)
    known = known.left_join(GROUP_CODE, known.target_group == GROUP_CODE.target_group)
    return known.select(
        "p", "g", "begin", "until", "begin_month", "before_month", "last_month", "until_month"
    )


def belonging(freeze: int) -> ir.Table:
    """`belonging`: memberships, and per person the rest of time as group 0."""
    member = _memberships(freeze)
    earlier = ibis.window(group_by="p", order_by=["begin", "until", "g"], preceding=(None, 1))
    ordered = member.mutate(
        prior=member.until.max().over(earlier).fill_null(NEVER),
        prior_month=member.until_month.max().over(earlier).fill_null(NEVER),
        prior_last_month=member.last_month.max().over(earlier).fill_null(NEVER),
    )
    gaps = ordered.filter(ordered.begin > ordered.prior).select(
        "p",
        g=ibis.literal(0, "int32"),
        begin=ordered.prior.cast("int32"),
        until=ordered.begin,
        before_month=ordered.prior_last_month.cast("int32"),
        begin_month=ordered.prior_month.cast("int32"),
        last_month=ordered.before_month,
        until_month=ordered.begin_month,
    )
    person = TABLES.person.select("p")
    ends = member.group_by("p").agg(
        until=member.until.max(), until_month=member.until_month.max(), last_month=member.last_month.max()
    )
    ends = ends.rename(q="p")
    tail = person.left_join(ends, person.p == ends.q)
    tail = tail.select(
        "p",
        g=ibis.literal(0, "int32"),
        begin=tail.until.fill_null(NEVER).cast("int32"),
        until=ibis.literal(freeze, "int32"),
        before_month=tail.last_month.fill_null(NEVER).cast("int32"),
        begin_month=tail.until_month.fill_null(NEVER).cast("int32"),
        last_month=ibis.literal(month_number(date_of(freeze - 1)), "int32"),
        until_month=ibis.literal(FAR_MONTH, "int32"),
    )
    tail = tail.filter(tail.begin < freeze)
    return member.select(*_COLUMNS).union(gaps.select(*_COLUMNS)).union(tail.select(*_COLUMNS))
