"""What a statement says, frozen as data: figures with their intervals, findings as codes and values, and no words.

Nothing in it is about fewer than five enterprises, and no count tells of one or two.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np

from momentum.identity.content_counts import FEW, FEWEST, MOST, WITHHELD, protected
from momentum.identity.models import CounterMeasure, Pole
from momentum.identity.queries.measured import measured
from momentum.methods.isomorphism import INDICATORS, Measured
from momentum.methods.isomorphism.convergence import Estimate
from momentum.sector.models import Requirement as RequirementRecord
from momentum.sector.queries.requirements import burden_by_source

__all__ = ["FEW", "FEWEST", "MOST", "WITHHELD", "compose", "hash_of"]

FORMAT = 1
DECIMALS = 4
LANGUAGES = ("nl", "en")


def compose(year: int, remark: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The content of the statement of a year, from what is known now. `remark` in both languages."""
    found = measured(year)
    return {
        "format": FORMAT,
        "year": year,
        "years": [int(each) for each in found.profiles.years],
        **_enterprises(found, year),
        "poles": _poles(found),
        "findings": findings(found, year),
        "field": _field(found),
        "spread": _spread(found),
        "pressure": {"hours": hours_by_year(found), "sources": sources(year)},
        "associations": _associations(found),
        "measures": _measures(year),
        "unsaid": [{"why": each.why, **_about(each.about)} for each in found.unsaid],
        "remark": dict(remark or {}),
    }


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content, whatever the order of its keys."""
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def number(value: float) -> float | None:
    """A number as it is kept: None where it cannot be said."""
    return round(float(value), DECIMALS) if np.isfinite(value) else None


def estimate(found: Estimate) -> dict[str, Any]:
    """A number with its 95% interval and how many enterprises it rests on."""
    return {
        "value": number(found.value),
        "low": number(found.low),
        "high": number(found.high),
        "enterprises": int(found.organisations),
    }


def _enterprises(found: Measured, year: int) -> dict[str, Any]:
    present, told = _present(found, year), _told(found, year)
    counts = _drifting(found, told)
    status = np.array(found.organisations.status, dtype=object)
    for name in ("watch", "steady"):
        counts[name] = int((told & (status == name)).sum())
    enough = told.sum() >= FEWEST
    return {
        "enterprises": int(present.sum()) if present.sum() >= FEWEST else None,
        "told": int(told.sum()) if enough else None,
        "status": protected(counts, _main_pole(found, told)) if enough else {},
    }


def _present(found: Measured, year: int) -> np.ndarray:
    years = list(found.profiles.years)
    present = found.profiles.present
    return present[:, years.index(year)] if year in years else np.zeros(len(present), dtype=bool)


def _told(found: Measured, year: int) -> np.ndarray:
    """The organisations with a profile in the year of which the charts say something."""
    known = np.array([each != "unknown" for each in found.organisations.status], dtype=bool)
    return known & _present(found, year)


def _drifting(found: Measured, told: np.ndarray) -> dict[str, int]:
    drift = told & (np.array(found.organisations.status, dtype=object) == "drift")
    return {
        pole.code: int((drift & (found.organisations.pole == k)).sum()) for k, pole in enumerate(found.poles)
    }


def _poles(found: Measured) -> list[dict[str, Any]]:
    names = {each.code: {"nl": each.name_nl, "en": each.name_en} for each in Pole.objects.all()}
    return [
        {
            "code": pole.code,
            "name": names.get(pole.code, {}),
            "assumed": pole.assumed,
            "set_by": "" if pole.assumed else pole.set_by,
            "set_on": pole.set_on,
        }
        for pole in found.poles
    ]


def findings(found: Measured, year: int) -> list[dict[str, Any]]:
    """What the figures say, the main finding first: codes, with the values that a sentence needs."""
    main = _main_finding(found, year)
    # Where none drifts, the field's own chart says towards what it moved, if anywhere.
    towards = main["values"].get("pole") if main["values"].get("count") else None
    told = [main, *_field_findings(found, year, towards), _spread_finding(found)]
    hours = hours_by_year(found)
    if len(hours) > 1:
        told.append(_finding("hours", first=hours[0], last=hours[-1]))
    return told


def _finding(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "values": values}


def _main_finding(found: Measured, year: int) -> dict[str, Any]:
    told = _told(found, year)
    total = int(told.sum())
    if total < FEWEST:
        return _finding("too few")
    pole = _main_pole(found, told)
    shown: int | str = _enterprises(found, year)["status"][pole]
    return _finding("drifting", pole=pole, count=MOST if shown == WITHHELD else shown, total=total)


def _main_pole(found: Measured, told: np.ndarray) -> str:
    """The pole towards which most enterprises drift."""
    counts = _drifting(found, told)
    return max(counts, key=lambda code: counts[code])


def _field_findings(found: Measured, year: int, towards: str | None) -> list[dict[str, Any]]:
    """How far the field as a whole went, towards a pole or else where its chart points to most."""
    years, codes = list(found.field.years), [pole.code for pole in found.poles]
    if year not in years:
        return []
    place = years.index(year)
    chart = found.field.chart[place]
    if not np.isfinite(chart).any():
        return []
    k = codes.index(towards) if towards else int(np.nanargmax(chart))
    return [_finding("field", **_field_point(found, place, k))] if np.isfinite(chart[k]) else []


def _spread_finding(found: Measured) -> dict[str, Any]:
    years = _years_with_spread(found)
    return _finding("spread", first=years[0] if years else None, **estimate(found.spread.change))


def _years_with_spread(found: Measured) -> list[int]:
    return [
        int(year)
        for year, total in zip(found.profiles.years, found.spread.total, strict=True)
        if np.isfinite(total)
    ]


def _field(found: Measured) -> list[dict[str, Any]]:
    """Mean movement of the field towards each pole by year, where enough enterprises tell."""
    return [
        _field_point(found, place, k)
        for k in range(len(found.poles))
        for place in range(len(found.field.years))
        if np.isfinite(found.field.mean[place, k])
    ]


def _field_point(found: Measured, place: int, k: int) -> dict[str, Any]:
    return {
        "pole": found.poles[k].code,
        "year": int(found.field.years[place]),
        "value": number(found.field.mean[place, k]),
        "low": number(found.field.low[place, k]),
        "high": number(found.field.high[place, k]),
        "enterprises": int(found.field.count[place, k]),
        "status": found.field.status(place, k),
    }


def _spread(found: Measured) -> dict[str, Any]:
    return {
        "change": estimate(found.spread.change),
        "back": estimate(found.spread.back),
        "by_year": [
            {
                "year": int(year),
                "total": number(found.spread.total[place]),
                "apart": number(found.spread.apart[place]),
                "enterprises": int(found.spread.count[place]),
            }
            for place, year in enumerate(found.profiles.years)
            if np.isfinite(found.spread.total[place])
        ],
    }


def hours_by_year(found: Measured) -> list[dict[str, Any]]:
    """The median hours a year that demands from outside cost an enterprise."""
    if found.hours is None:
        return []
    totals, told = found.hours.sum(axis=2), []
    for place, year in enumerate(found.profiles.years):
        present = found.profiles.present[:, place]
        if present.sum() >= FEWEST:
            told.append({"year": int(year), "hours": number(np.median(totals[present, place]))})
    return told


def sources(year: int) -> list[dict[str, Any]]:
    """Hours in the year by who demands and how it works: of one enterprise in the middle, and of all together."""
    return [
        {
            "source": each.party,
            "mechanism": each.mechanism,
            "demands": each.demands,
            "middle": _hours(each.middle),
            "hours": _hours(each.hours),
        }
        for each in burden_by_source(year)
    ]


def _associations(found: Measured) -> list[dict[str, Any]]:
    return [
        {
            "pole": pole,
            "mechanism": mechanism,
            "value": number(each.value),
            "low": number(each.low),
            "high": number(each.high),
            "enterprises": each.organisations,
            "why": each.why,
        }
        for (pole, mechanism), each in found.associations.items()
    ]


def _measures(year: int) -> list[dict[str, Any]]:
    """What is done about requirements, as far as it was begun in or before the year and not dropped."""
    chosen = CounterMeasure.objects.exclude(state=CounterMeasure.State.DROPPED).filter(
        proposed_on__year__lte=year
    )
    return [
        {
            "requirement": {
                "nl": each.requirement.title_nl,
                "en": each.requirement.title_en or each.requirement.title_nl,
            },
            "words": {"nl": each.words_nl, "en": each.words_en or each.words_nl},
            "kind": each.kind,
            "state": each.state,
            "proposed_on": each.proposed_on.isoformat(),
            "done_on": each.done_on.isoformat() if each.done_on else None,
            "hours_before": _hours(each.hours_before),
            "hours_after": _hours(each.hours_after),
        }
        for each in chosen.select_related("requirement").order_by("proposed_on", "id")
    ]


def _hours(value: Any) -> float | None:
    return None if value is None else float(value)


def _about(code: str) -> dict[str, Any]:
    """What cannot be said is about an indicator, or about a requirement that is called by its title."""
    if code in INDICATORS or not _is_key(code):
        return {"about": code}
    found = RequirementRecord.objects.filter(pk=code).first()
    if found is None:
        return {"about": code}
    return {"about": "", "title": {"nl": found.title_nl, "en": found.title_en or found.title_nl}}


def _is_key(code: str) -> bool:
    try:
        uuid.UUID(code)
    except ValueError:
        return False
    return True
