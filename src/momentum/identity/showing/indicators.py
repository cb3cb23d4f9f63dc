"""Small multiples of the nine indicators."""

import numpy as np
from django.utils.translation import gettext as _

from momentum.identity.pictures import multiples
from momentum.identity.sayings import indicator_name
from momentum.identity.showing.field import FEWEST, Field
from momentum.identity.showing.picture import Column, Picture, Table, number, protected
from momentum.methods.isomorphism import INDICATORS

# Of fewer, an end of the middle half is the answer of one.
FEWEST_FOR_HALF = 10


def picture(field: Field) -> Picture | None:
    """The middle enterprise and the middle half by year, for years with enough of them."""
    values = field.measured.profiles.values
    quarters = np.full((3, len(field.years), len(INDICATORS)), np.nan)
    for t in range(len(field.years)):
        for j in range(len(INDICATORS)):
            told = values[:, t, j][np.isfinite(values[:, t, j])]
            if len(told) >= FEWEST:
                quarters[1, t, j] = np.median(told)
            if len(told) >= FEWEST_FOR_HALF:
                quarters[[0, 2], t, j] = np.quantile(told, [0.25, 0.75])
    if not np.isfinite(quarters).any():
        return None
    low, middle, high = quarters
    panels = [
        _panel(code, field.years, middle[:, j], low[:, j], high[:, j]) for j, code in enumerate(INDICATORS)
    ]
    rows = [
        [indicator_name(code), year, protected(low[t, j]), protected(middle[t, j]), protected(high[t, j])]
        for j, code in enumerate(INDICATORS)
        for t, year in enumerate(field.years)
    ]
    return Picture(
        "indicators",
        _title(field, middle),
        _("Nine small charts, each from 0 (not at all) to 1 (fully). %(panels)s")
        % {"panels": " ".join(each.said for each in panels)},
        "identity/pictures/multiples.html",
        multiples.draw(panels, field.years, (_("middle enterprise"), _("middle half of the enterprises"))),
        Table(
            [
                Column(_("Characteristic"), "words"),
                Column(_("Year"), "year"),
                Column(_("a quarter below")),
                Column(_("middle")),
                Column(_("a quarter above")),
            ],
            rows,
        ),
    )


def _title(field: Field, middle: np.ndarray) -> str:
    told = [t for t in range(len(field.years)) if np.isfinite(middle[t]).any()]
    change = middle[told[-1]] - middle[told[0]]
    if len(told) > 1 and np.isfinite(change).any() and np.nanmin(change) < 0:
        code = list(INDICATORS)[int(np.nanargmin(change))]
        return _("Of the nine indicators, this fell most: %(indicator)s") % {
            "indicator": indicator_name(code)
        }
    return _("The nine indicators of a social enterprise")


def _panel(
    code: str, years: list[int], middle: np.ndarray, low: np.ndarray, high: np.ndarray
) -> multiples.Panel:
    told = [t for t in range(len(years)) if np.isfinite(middle[t])]
    name = indicator_name(code)
    name = name[:1].upper() + name[1:]
    if not told:
        return multiples.Panel(name, middle, low, high, "", _("%(name)s: withheld.") % {"name": name})
    first, last = told[0], told[-1]
    said = _("%(name)s: %(before)s in %(first)s, %(after)s in %(last)s.") % {
        "name": name,
        "before": number(middle[first]),
        "first": years[first],
        "after": number(middle[last]),
        "last": years[last],
    }
    return multiples.Panel(name, middle, low, high, number(middle[last]), said)
