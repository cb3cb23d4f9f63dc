"""How near the enterprises' own words come to those of the poles."""

import numpy as np
from django.utils.translation import gettext as _

from momentum.identity.pictures import lines
from momentum.identity.queries.wordings import Speech, speech
from momentum.identity.sayings import pole_name
from momentum.identity.showing.field import Field
from momentum.identity.showing.picture import WITHHELD, Column, Picture, Table, Value, number, protected


def picture(field: Field) -> Picture | None:
    """The mean nearness to each pole by year, with the words that made the difference."""
    found = speech(field.measured.profiles.organisations, field.year)
    if found is None or np.isfinite(found.nearness).any(axis=1).sum() < 2:
        return None
    names = [pole_name(code, field.own_poles) for code in found.poles]
    series = [
        lines.Series(name, found.nearness[:, k], _said(name, found, found.nearness[:, k]))
        for k, name in enumerate(names)
    ]
    alike = _("each other")
    series.append(lines.Series(alike, found.alike, _said(alike, found, found.alike)))
    levels = lines.levels([each.values for each in series], least=0.05)
    columns = [
        Column(_("Year"), "year"),
        Column(_("Texts"), "count"),
        *(Column(each.name) for each in series),
    ]
    told = np.isfinite(found.nearness).any(axis=1)
    rows: list[list[Value]] = [
        [year, int(found.count[t]) if told[t] else WITHHELD, *(protected(each.values[t]) for each in series)]
        for t, year in enumerate(found.years)
    ]
    return Picture(
        "language",
        _title(found, names),
        _(
            "Lines over the years: how near texts come, 0 (no word in common) to 1 (the same words). %(series)s"
        )
        % {"series": " ".join(each.said for each in series)},
        "identity/pictures/lines.html",
        lines.draw(series, found.years, {level: number(level) for level in levels}),
        Table(columns, rows),
        _notes(found, names),
    )


def _title(found: Speech, names: list[str]) -> str:
    told = np.flatnonzero(np.isfinite(found.nearness).any(axis=1))
    change = found.nearness[told[-1]] - found.nearness[told[0]]
    k = int(np.nanargmax(change))
    if change[k] > 0:
        return _("What enterprises write came nearest to the words of: %(pole)s") % {"pole": names[k]}
    return _("What enterprises write came nearer to no pole")


def _said(name: str, found: Speech, values: np.ndarray) -> str:
    told = [
        _("%(year)s: %(value)s") % {"year": year, "value": number(value)}
        for year, value in zip(found.years, values, strict=True)
        if np.isfinite(value)
    ]
    said = _("%(name)s: %(values)s.") % {"name": name, "values": ", ".join(told)}
    return said[:1].upper() + said[1:]


def _notes(found: Speech, names: list[str]) -> list[str]:
    notes = []
    for name, terms in zip(names, found.terms, strict=True):
        nearer = ", ".join(term.word for term in terms if term.weight > 0)
        away = ", ".join(term.word for term in terms if term.weight < 0)
        if nearer and away:
            notes.append(
                _("%(pole)s: nearer by “%(nearer)s”, away by “%(away)s”.")
                % {"pole": name[:1].upper() + name[1:], "nearer": nearer, "away": away}
            )
        elif nearer:
            notes.append(
                _("%(pole)s: nearer by “%(nearer)s”.")
                % {"pole": name[:1].upper() + name[1:], "nearer": nearer}
            )
    notes.append(
        _("Only Dutch texts are compared; a word counts here when at least five enterprises use it.")
    )
    if found.rejected:
        short = sum(each.fault == "short" for each in found.rejected)
        other = len(found.rejected) - short
        notes.append(
            _("Left out: %(short)s texts that are too short, %(other)s in another language.")
            % {"short": short, "other": other}
        )
    return notes
