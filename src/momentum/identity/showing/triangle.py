"""The triangle of state, market and community."""

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from momentum.identity.pictures import triangle
from momentum.identity.showing.field import FEWEST, Field
from momentum.identity.showing.picture import WITHHELD, Column, Picture, Table, percent

# Shares are drawn to the nearest twentieth, so that a point is not the fingerprint of one set of accounts.
STEP = 0.05


def picture(field: Field) -> Picture | None:
    """Paths of those that agreed, and of the mean of all; None where no income is known."""
    income = field.known_income
    count = income.sum(axis=0)
    if not income.any():
        return None
    mean = np.full((len(field.years), 3), np.nan)
    for t in np.flatnonzero(count >= FEWEST):
        mean[t] = field.shares[income[:, t], t].mean(axis=0)
    chosen = [i for i in np.flatnonzero(field.drawn) if income[i].any()]
    paths = [_path(field, coarse(field.shares[i]), bool(field.drifting[i])) for i in chosen]
    middle = None
    if np.isfinite(mean).any():
        middle = triangle.Path(mean, False, _of_mean(field, mean))
    drawing = triangle.draw(
        paths,
        middle,
        [pgettext("corner of the triangle", "State"), _("Market"), _("Community")],
        [_("no drift told from chance"), _("drifts further than chance explains"), _("mean of the field")],
    )
    return Picture(
        "triangle",
        _("Where income came from, %(first)s to %(last)s") % {"first": field.years[0], "last": field.year},
        _(
            "A triangle. The nearer a point to a corner, the more of the income came from there: state (public "
            "contracts and subsidies), market (customers), community (gifts and funds). %(mean)s"
        )
        % {"mean": middle.said if middle else ""},
        "identity/pictures/triangle.html",
        drawing,
        _table(field, mean, paths),
        _notes(field, len(paths)),
    )


def coarse(shares: np.ndarray) -> np.ndarray:
    """Shares to the nearest twentieth, still adding up to one: the largest takes what rounding leaves."""
    near = np.round(shares / STEP) * STEP
    for row in near:
        if np.isfinite(row).all():
            row[row.argmax()] += 1 - row.sum()
    return near


def _path(field: Field, shares: np.ndarray, drifting: bool) -> triangle.Path:
    told = [(year, row) for year, row in zip(field.years, shares, strict=True) if np.isfinite(row).all()]
    (first, before), (last, after) = told[0], told[-1]
    values = {
        "first": first,
        "last": last,
        "state": percent(before[0]),
        "market": percent(before[1]),
        "state_now": percent(after[0]),
        "market_now": percent(after[1]),
    }
    if drifting:
        said = _(
            "An enterprise that drifts. %(first)s: state %(state)s, market %(market)s. %(last)s: state %(state_now)s, market %(market_now)s."
        )
    else:
        said = _(
            "An enterprise. %(first)s: state %(state)s, market %(market)s. %(last)s: state %(state_now)s, market %(market_now)s."
        )
    return triangle.Path(shares, drifting, said % values)


def _of_mean(field: Field, mean: np.ndarray) -> str:
    told = [(year, row) for year, row in zip(field.years, mean, strict=True) if np.isfinite(row).all()]
    (first, before), (last, after) = told[0], told[-1]
    return _(
        "Mean of the field. %(first)s: state %(state)s, market %(market)s, community %(community)s. %(last)s: state %(state_now)s, market %(market_now)s, community %(community_now)s."
    ) % {
        "first": first,
        "last": last,
        "state": percent(before[0]),
        "market": percent(before[1]),
        "community": percent(before[2]),
        "state_now": percent(after[0]),
        "market_now": percent(after[1]),
        "community_now": percent(after[2]),
    }


def _table(field: Field, mean: np.ndarray, paths: list[triangle.Path]) -> Table:
    columns = [
        Column(_("Who"), "words"),
        Column(_("Year"), "year"),
        Column(pgettext("corner of the triangle", "State"), "share"),
        Column(_("Market"), "share"),
        Column(_("Community"), "share"),
        Column(_("Drifts"), "words"),
    ]
    rows: list[list[object]] = []
    for year, row in zip(field.years, mean, strict=True):
        told = [float(share) if np.isfinite(share) else WITHHELD for share in row]
        rows.append([_("mean of the field"), year, *told, None])
    for each in paths:
        places = [t for t in range(len(field.years)) if np.isfinite(each.shares[t]).all()]
        for t in dict.fromkeys((places[0], places[-1])):
            told = [round(float(share), 2) for share in each.shares[t]]
            rows.append([_("an enterprise"), field.years[t], *told, _("yes") if each.drifting else _("no")])
    return Table(columns, rows)  # type: ignore[arg-type]


def _notes(field: Field, drawn: int) -> list[str]:
    everybody = int(field.known_income.any(axis=1).sum())
    notes = [
        _(
            "Each line is an enterprise that agreed to be drawn, without its name; the mark is its last year. Its shares are rounded to 5%."
        )
    ]
    if everybody > drawn:
        notes.append(
            _("%(count)s of %(total)s enterprises are not drawn one by one; they count in the mean.")
            % {"count": everybody - drawn, "total": everybody}
        )
    return notes
