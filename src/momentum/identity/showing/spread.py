"""The field's spread over time, with what came and went."""

import numpy as np
from django.utils.translation import gettext as _

from momentum.identity import sayings
from momentum.identity.pictures import lines
from momentum.identity.showing.field import FEWEST, Field
from momentum.identity.showing.picture import WITHHELD, Column, Picture, Table, number, percent, protected
from momentum.methods.isomorphism import INDICATORS
from momentum.methods.isomorphism.convergence import spread as total_spread
from momentum.methods.isomorphism.profiles import Profiles


def picture(field: Field) -> Picture | None:
    """Of all of a year, and of those present all years, where the others are none or enough."""
    spread = field.measured.spread
    everybody = np.where(np.isfinite(spread.total), np.maximum(spread.total, 0), np.nan)
    if np.isfinite(everybody).sum() < 2:
        return None
    stayed: np.ndarray = np.asarray(field.present.all(axis=1))
    counted = [place for place, code in enumerate(INDICATORS) if code in spread.indicators]
    same = np.array([_of_same(field.measured.profiles, counted, stayed, t) for t in range(len(field.years))])
    all_the_same = bool((field.present.sum(axis=0) == stayed.sum()).all())
    series = [
        lines.Series(
            _("all enterprises of the year"),
            everybody,
            _said(_("all enterprises of the year"), field, everybody),
        )
    ]
    if np.isfinite(same).any() and not all_the_same:
        series.append(
            lines.Series(
                _("those present in every year"), same, _said(_("those present in every year"), field, same)
            )
        )
    levels = lines.levels([each.values for each in series], least=0.01)
    return Picture(
        "spread",
        sayings.grows(spread.change),
        _("Lines over the years: the lower, the more alike. %(series)s")
        % {"series": " ".join(each.said for each in series)},
        "identity/pictures/lines.html",
        lines.draw(
            series, field.years, {level: number(level, 3 if levels[-1] < 0.1 else 2) for level in levels}
        ),
        _table(field, everybody, same),
        [sentence(field), *coming_and_going(field)],
    )


def sentence(field: Field) -> str:
    """Whether the field grows alike, with its interval."""
    change = field.measured.spread.change
    figure = [percent(each) if np.isfinite(each) else "" for each in (change.value, change.low, change.high)]
    place = field.measured.spread.first
    first = field.years[place] if place >= 0 else field.year
    return sayings.spread(change, first, figure=figure)


def coming_and_going(field: Field) -> list[str]:
    """What entry and exit did to the spread, where at least five came or went."""
    came, went = field.measured.spread.came, field.measured.spread.gone
    notes = []
    if came >= FEWEST and np.isfinite(field.measured.spread.entered):
        notes.append(
            _("%(count)s enterprises came; that changed the spread by %(change)s.")
            % {"count": came, "change": number(field.measured.spread.entered, 3)}
        )
    if went >= FEWEST and np.isfinite(field.measured.spread.left):
        notes.append(
            _("%(count)s enterprises left; that changed the spread by %(change)s.")
            % {"count": went, "change": number(field.measured.spread.left, 3)}
        )
    if 0 < came < FEWEST or 0 < went < FEWEST:
        notes.append(_("What fewer than five that came or left did to the spread is withheld."))
    return notes


def _of_same(profiles: Profiles, counted: list[int], stayed: np.ndarray, t: int) -> float:
    rest = int((profiles.present[:, t] & ~stayed).sum())
    if stayed.sum() < FEWEST or 0 < rest < FEWEST:
        return float("nan")
    values, errors = (each[stayed, t][:, counted] for each in (profiles.values, profiles.errors))
    known = np.isfinite(errors).any(axis=0).all()
    return max(0.0, total_spread(values, errors if known else None))


def _said(name: str, field: Field, values: np.ndarray) -> str:
    told = [
        _("%(year)s: %(value)s") % {"year": year, "value": number(value, 3)}
        for year, value in zip(field.years, values, strict=True)
        if np.isfinite(value)
    ]
    said = _("%(name)s: %(values)s.") % {"name": name, "values": ", ".join(told)}
    return said[:1].upper() + said[1:]


def _table(field: Field, everybody: np.ndarray, same: np.ndarray) -> Table:
    rows = []
    for t, year in enumerate(field.years):
        count = int(field.measured.spread.count[t])
        apart = field.measured.spread.apart[t]
        rows.append(
            [
                year,
                count if count >= FEWEST else WITHHELD,
                protected(everybody[t]),
                protected(same[t]),
                protected(apart),
            ]
        )
    return Table(
        [
            Column(_("Year"), "year"),
            Column(_("Enterprises"), "count"),
            Column(_("Spread of all"), "fine"),
            Column(_("Spread of those always present"), "fine"),
            Column(_("Mean distance of two")),
        ],
        rows,
    )
