"""Paid work: its starts, its stretches, and the unpaid stays that led to it."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import NEVER
from momentum.methods.indicators.tables import SCHEMAS, TABLES

BRIDGED_DAYS = 30
"""Paid work goes on across a gap of at most this many days (reading 15)."""
KEPT_DAYS = 365
"""`move` holds paid starts up to this many days after an unpaid stay; longer ones are found when asked."""


def _ordered() -> ir.Table:
    paid = TABLES.spell.filter(TABLES.spell.paid == 1)
    earlier = ibis.window(group_by="p", order_by=["start", "until", "s"], preceding=(None, 1))
    return paid.select(
        "p",
        "start",
        "until",
        "start_month",
        prior=paid.until.max().over(earlier).fill_null(NEVER),
        latest=paid.until.max().over(ibis.window(group_by="p")),
    )


def paid_starts() -> ir.Table:
    """`paid_start`: days on which paid work starts that no paid spell covers the day before (reading 10)."""
    paid = _ordered()
    return paid.filter(paid.prior < paid.start).select("p", day=paid.start, month=paid.start_month)


def paid_stretches() -> ir.Table:
    """`paid_stretch`: paid spells merged across gaps of at most 30 days; `final` marks a person's last."""
    paid = _ordered()
    begun = paid.filter(paid.start - paid.prior > BRIDGED_DAYS)
    following = begun.prior.lead().over(ibis.window(group_by="p", order_by="start"))
    return begun.select(
        "p",
        begin=begun.start,
        until=following.fill_null(begun.latest).cast("int32"),
        final=ibis.ifelse(following.isnull(), 1, 0).cast("int32"),
    )


def moves(within: int = KEPT_DAYS) -> ir.Table:
    """`move`: every paid start with every unpaid stay before it that ended at most `within` days earlier
    or still runs (readings 8–10), by the groups of the last unpaid day and the kinds of paid place (12)."""
    start, stay = TABLES.paid_start, TABLES.stay
    unpaid = stay.filter(stay.paid == 0)
    unpaid = unpaid.select(q="p", s="s", o="o", k="k", start="start", until="until")
    pair = start.inner_join(
        unpaid,
        (start.p == unpaid.q) & (unpaid.start < start.day) & (start.day <= unpaid.until + within),
    )
    running = pair.until >= pair.day
    pair = pair.select(
        "p",
        "day",
        "month",
        "s",
        "o",
        "k",
        gap=ibis.ifelse(running, 0, pair.day - pair.until).cast("int32"),
        last_day=ibis.ifelse(running, pair.day, pair.until) - 1,
    )
    held = TABLES.belonging.select(q="p", g="g", begin="begin", until="until")
    grouped = pair.inner_join(held, pair.p == held.q)
    grouped = grouped.filter((grouped.begin <= grouped.last_day) & (grouped.last_day < grouped.until))
    to = TABLES.spell.filter(TABLES.spell.paid == 1)
    to = to.select(r="p", at="start", to_k="k").distinct()
    both = grouped.inner_join(to, [grouped.p == to.r, grouped.day == to.at])
    return both.select(*SCHEMAS["move"])
