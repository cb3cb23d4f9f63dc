"""pandas over the raw facts."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

FREEZE = pd.Timestamp("2017-01-01")
FIRST = pd.date_range("2012-01-01", "2017-01-01", freq="QS")
LABELS = np.array([f"{d.year}-Q{d.quarter}" for d in FIRST[:-1]])
LEVELS = ([], ["organisation"], ["target_group"], ["organisation", "target_group"])


def run(facts: Path, place: Path, memory: str) -> tuple[dict[str, float], pa.Table]:
    """Seconds per step, and the standard set as one long table."""
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    spell, held, rungs = _read(facts)
    piece = _cut(spell[spell.social], held)
    seconds["shared tables"] = time.perf_counter() - began
    parts = []

    def step(name, work):  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        found = work()
        seconds[name] = time.perf_counter() - began
        return found

    def counted(indicator, rows, column, name):  # type: ignore[no-untyped-def]
        parts.append(_counted(rows, ["period"], column).assign(indicator=f"{indicator}.{name}"))

    there = step("stock", lambda: _exploded(piece, at_end=True))
    step("stock persons", lambda: counted("stock", there, "p", "persons"))
    step("stock spells", lambda: counted("stock", there, "s", "spells"))
    came = piece[piece.start == piece.spell_start]
    step(
        "inflow_spells",
        lambda: counted("inflow_spells", came.assign(period=_quarter(came.start)), "s", "spells"),
    )
    left = piece[(piece.until == piece.spell_until) & (piece.until < FREEZE)]
    step(
        "outflow_spells",
        lambda: counted("outflow_spells", left.assign(period=_quarter(left.until)), "s", "spells"),
    )
    step("reach", lambda: counted("reach", _exploded(piece, at_end=False), "p", "persons"))
    moved = step("moved", lambda: _moved(spell, held))
    step("moved_on", lambda: counted("moved_on", moved, "p", "persons"))
    judged = step("judged", lambda: _judged(spell, moved))
    for name, kept in (
        ("sustained", ~judged.open & judged.in_work),
        ("observed", ~judged.open),
        ("not_yet_observed", judged.open),
    ):
        step(name, lambda kept=kept, name=name: counted("sustained", judged[kept], "p", name))
    parts.append(step("ladder_transitions", lambda: _ladder(piece, rungs)))
    seconds["measure"] = sum(seconds.values())
    frame = pd.concat(parts, ignore_index=True).fillna(
        {"first": "", "last": "", "organisation": "*", "target_group": "*"}
    )
    names = ["indicator", "period", "organisation", "target_group", "first", "last", "value"]
    table = {name: pa.array(frame[name].astype(str if name != "value" else "int64")) for name in names}
    return seconds, pa.table(table)


def _read(facts):  # type: ignore[no-untyped-def]
    spell = pd.read_parquet(
        facts / "spell.parquet", columns=["person", "organisation", "place_kind", "start", "end"]
    )
    person = pd.read_parquet(facts / "person.parquet", columns=["person"])
    numbers = pd.Series(np.arange(len(person), dtype=np.int32), index=person.person)
    kinds = pd.read_parquet(facts / "place_kind.parquet").set_index("kind").paid
    places = pd.read_parquet(facts / "organisation.parquet").set_index("organisation").kind
    spell = pd.DataFrame(
        {
            "s": np.arange(len(spell), dtype=np.int32),
            "p": numbers.reindex(spell.person).to_numpy(),
            "organisation": spell.organisation.astype("category"),
            "start": pd.to_datetime(spell.start),
            "until": pd.to_datetime(spell.end).fillna(FREEZE),
            "paid": spell.place_kind.map(kinds).astype(bool),
            "social": spell.organisation.map(places) == "social_enterprise",
        }
    )
    member = pd.read_parquet(facts / "membership.parquet")
    member = pd.DataFrame(
        {
            "p": numbers.reindex(member.person).to_numpy(),
            "target_group": member.target_group,
            "since": pd.to_datetime(member["from"]),
            "left": pd.to_datetime(member["to"]).fillna(FREEZE),
        }
    )
    rungs = pd.read_parquet(facts / "assessment.parquet")
    rungs = rungs.assign(p=numbers.reindex(rungs.person).to_numpy(), date=pd.to_datetime(rungs.date))
    return spell, _tiled(member, len(person)), rungs


def _tiled(member, people):  # type: ignore[no-untyped-def]
    member = member.sort_values(["p", "since"])
    before = member.groupby("p").left.cummax().groupby(member.p).shift()
    before = before.fillna(pd.Timestamp("1900-01-01"))
    gaps = member.assign(left=member.since, since=before, target_group="none")
    last = member.groupby("p").left.max().reindex(range(people)).fillna(pd.Timestamp("1900-01-01"))
    tail = pd.DataFrame({"p": last.index, "target_group": "none", "since": last.to_numpy(), "left": FREEZE})
    held = pd.concat([member, gaps[gaps.since < gaps.left], tail[tail.since < tail.left]])
    return held.assign(target_group=held.target_group.astype("category"))


def _cut(spell, held):  # type: ignore[no-untyped-def]
    both = spell.merge(held, on="p")
    both = both[(both.start < both.left) & (both.since < both.until)]
    return pd.DataFrame(
        {
            "s": both.s,
            "p": both.p,
            "organisation": both.organisation,
            "target_group": both.target_group,
            "spell_start": both.start,
            "spell_until": both.until,
            "start": both[["start", "since"]].max(axis=1),
            "until": both[["until", "left"]].min(axis=1),
        }
    )


def _quarter(days):  # type: ignore[no-untyped-def]
    return LABELS[_index(days)]


def _index(days):  # type: ignore[no-untyped-def]
    return np.searchsorted(FIRST.to_numpy(), days.to_numpy(), side="right") - 1


def _exploded(piece, at_end):  # type: ignore[no-untyped-def]
    first = _index(piece.start)
    last = _index(piece.until) - 1 if at_end else _index(piece.until - pd.Timedelta(days=1))
    times = np.maximum(last - first + 1, 0)
    rows = piece[["s", "p", "organisation", "target_group"]].iloc[np.repeat(np.arange(len(piece)), times)]
    offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return rows.assign(period=LABELS[np.repeat(first, times) + offset])


def _counted(rows, keys, column):  # type: ignore[no-untyped-def]
    found = []
    for level in LEVELS:
        grouped = rows[[*keys, *level, column]].drop_duplicates().groupby([*keys, *level], observed=True)
        found.append(grouped.size().rename("value").reset_index())
    return pd.concat(
        [part.astype({c: str for c in ("organisation", "target_group") if c in part}) for part in found],
        ignore_index=True,
    )


def _moved(spell, held):  # type: ignore[no-untyped-def]
    paid = spell[spell.paid].sort_values(["p", "start", "until", "s"])
    before = paid.groupby("p").until.cummax().groupby(paid.p).shift()
    begun = paid[before.isna() | (before < paid.start)][["p", "start"]].rename(columns={"start": "day"})
    unpaid = spell[spell.social & ~spell.paid][["p", "organisation", "start", "until"]]
    pair = begun.merge(unpaid, on="p")
    pair = pair[(pair.start < pair.day) & (pair.day <= pair.until + pd.Timedelta(days=91))]
    pair = pair.assign(
        period=_quarter(pair.day), last_day=pair[["until", "day"]].min(axis=1) - pd.Timedelta(days=1)
    )
    pair = pair[pair.day == pair.groupby(["p", "period"]).day.transform("min")]
    both = pair.merge(held, on="p")
    return both[(both.since <= both.last_day) & (both.last_day < both.left)]


def _judged(spell, moved):  # type: ignore[no-untyped-def]
    paid = spell[spell.paid & spell.p.isin(moved.p)].sort_values(["p", "start", "until", "s"])
    before = paid.groupby("p").until.cummax().groupby(paid.p).shift()
    opens = before.isna() | ((paid.start - before).dt.days > 30)
    stretch = paid.groupby(["p", opens.groupby(paid.p).cumsum().rename("n")]).agg(
        begin=("start", "min"), end=("until", "max")
    )
    final = paid.groupby("p").until.max().rename("final")
    day = moved[["p", "day"]].drop_duplicates()
    day = (
        day.assign(tested=day.day + pd.Timedelta(days=182))
        .merge(stretch.reset_index(), on="p")
        .merge(final, on="p")
    )
    day["in_work"] = (day.begin <= day.tested) & (day.tested < day.end)
    late = (day.final < FREEZE) & (day.tested >= day.final) & (day.final + pd.Timedelta(days=30) >= FREEZE)
    day["open"] = late | (day.tested >= FREEZE)
    fate = day.groupby(["p", "day"])[["in_work", "open"]].any().reset_index()
    return moved.merge(fate, on=["p", "day"])


def _ladder(piece, rungs):  # type: ignore[no-untyped-def]
    begin = pd.Timestamp("2016-01-01")
    made = rungs[(rungs.date >= begin) & (rungs.date < FREEZE)].sort_values(["p", "date"])
    ends = made.groupby("p").agg(
        one=("date", "first"), other=("date", "last"), first=("value", "first"), last=("value", "last")
    )
    ends = ends[(ends.other - ends.one).dt.days >= 90][["first", "last"]].astype(int).astype(str)
    reached = piece[piece.until > begin][["p", "organisation", "target_group"]].drop_duplicates()
    rows = reached.join(ends, on="p").fillna({"first": "missing", "last": "missing"})
    return _counted(rows, ["first", "last"], "p").assign(indicator="ladder_transitions", period="2016")
