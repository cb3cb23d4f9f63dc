"""Spells at social enterprises, whole and cut by target group, each knowing what came before it.

For a level (all enterprises, one enterprise, one group, one enterprise and group) `prior` is the first
day not covered by the person's earlier spells of that level, so that `[max(start, prior), until)` of all
rows are disjoint and together cover what the spells cover: persons are counted without a distinct.
`prior_month` is the month of the last day covered before, `fresh_month` that of the first fresh day.
"""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import NEVER
from momentum.methods.indicators.tables import SCHEMAS, TABLES


def with_prior(table: ir.Table, level: tuple[str, ...], suffix: str = "") -> ir.Table:
    """`table` with the columns `prior`, `prior_month` and `fresh_month` of a level (columns beside p)."""
    earlier = ibis.window(group_by=["p", *level], order_by="start", preceding=(None, 1))
    seen = table.mutate(
        _prior=table.until.max().over(earlier).fill_null(NEVER),
        _prior_month=table.last_month.max().over(earlier).fill_null(NEVER),
        _until_month=table.until_month.max().over(earlier).fill_null(NEVER),
    )
    fresh = ibis.ifelse(seen._prior > seen.start, seen._until_month, seen.start_month)
    return seen.mutate(
        **{
            f"prior{suffix}": seen._prior.cast("int32"),
            f"prior_month{suffix}": seen._prior_month.cast("int32"),
            f"fresh_month{suffix}": fresh.cast("int32"),
        }
    ).drop("_prior", "_prior_month", "_until_month")


def stays(freeze: int) -> ir.Table:
    """`stay`: spells at social enterprises."""
    spell = TABLES.spell.filter(TABLES.spell.enterprise == 1)
    person = ibis.window(group_by="p")
    spell = spell.mutate(
        first=ibis.ifelse(spell.start == spell.start.min().over(person), 1, 0).cast("int32"),
        last=ibis.ifelse((spell.until == spell.until.max().over(person)) & (spell.until < freeze), 1, 0).cast(
            "int32"
        ),
    )
    return with_prior(with_prior(spell, ()), ("o",), "_o").select(*SCHEMAS["stay"])


def pieces(freeze: int) -> ir.Table:
    """`piece`: stays cut by target group; two groups held at once give two pieces of one day."""
    stay = TABLES.stay
    held = TABLES.belonging.rename(q="p", left="until", left_month="until_month", held_month="last_month")
    both = stay.inner_join(held, (stay.p == held.q) & (stay.start < held.left) & (held.begin < stay.until))
    opens, closes = both.begin <= both.start, both.left >= both.until
    cut = both.select(
        "p",
        "s",
        "o",
        "k",
        "g",
        "paid",
        "first",
        "last",
        start=ibis.ifelse(opens, both.start, both.begin),
        until=ibis.ifelse(closes, both.until, both.left),
        start_month=ibis.ifelse(opens, both.start_month, both.begin_month),
        last_month=ibis.ifelse(closes, both.last_month, both.held_month),
        until_month=ibis.ifelse(closes, both.until_month, both.left_month),
        opens=ibis.ifelse(opens, 1, 0).cast("int32"),
        closes=ibis.ifelse(closes & (both.until < freeze), 1, 0).cast("int32"),
    )
    return with_prior(with_prior(cut, ("g",), "_g"), ("o", "g"), "_og").select(*SCHEMAS["piece"])
