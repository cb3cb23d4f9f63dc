"""What became of each person's first stretch at social enterprises (readings 18 and 19)."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.tables import TABLES

BRIDGED_DAYS = 91
"""The first stretch goes on across a gap of at most this many days, and paid work may follow as late."""


def outsets(freeze: int) -> ir.Table:
    """`outset`: origin, outcome (`left_out` in paid work at the origin, `paid`, `exit`, `censored`) and its
    day counted from the origin."""
    stay, spell = TABLES.stay, TABLES.spell
    earlier = ibis.window(group_by="p", order_by=["start", "until", "s"], preceding=(None, 1))
    ordered = stay.select("p", "start", "until", prior=stay.until.max().over(earlier))
    opening = ordered.filter(ordered.prior.isnull() | (ordered.start - ordered.prior > BRIDGED_DAYS))
    edges = ibis.window(group_by="p", order_by="start")
    opening = opening.mutate(following=opening.prior.lead().over(edges), nth=ibis.row_number().over(edges))
    latest = stay.group_by("p").agg(latest=stay.until.max()).rename(q="p")
    first = opening.filter(opening.nth == 0)
    first = first.left_join(latest, first.p == latest.q)
    stretch = first.select("p", origin=first.start, left=first.following.fill_null(first.latest))

    paid = spell.filter(spell.paid == 1).select(q="p", begin="start", until="until")
    work = stretch.left_join(paid, (stretch.p == paid.q) & (paid.until > stretch.origin))
    found = work.group_by("p", "origin", "left").agg(
        at_work=ibis.ifelse(work.begin <= work.origin, 1, 0).max().fill_null(0),
        paid_day=ibis.ifelse(work.begin > work.origin, work.begin, None).min(),
    )
    timely = (found.paid_day.notnull()) & (found.paid_day <= found.left + BRIDGED_DAYS)
    outcome = ibis.cases(
        (found.at_work == 1, "left_out"),
        (timely, "paid"),
        (found.left + BRIDGED_DAYS < freeze, "exit"),
        else_="censored",
    )
    return found.select(
        "p",
        "origin",
        outcome=outcome,
        duration=ibis.cases(
            (found.at_work == 1, 0),
            (timely, found.paid_day - found.origin),
            else_=found.left - found.origin,
        ).cast("int32"),
    )
