"""The drift ladder of each pole: the field, its branches, and the enterprises that agreed."""

import numpy as np
from django.utils.translation import gettext as _

from momentum.identity.pictures import ladder
from momentum.identity.queries.drawn import groups_to_show
from momentum.identity.sayings import pole_name
from momentum.identity.showing.field import Field
from momentum.identity.showing.picture import Column, Picture, Table, percent, told
from momentum.methods.isomorphism.signals import FieldSignal

LOWEST, HIGHEST = -0.5, 1.0


def pictures(field: Field) -> list[Picture]:
    """One ladder a pole; none where nothing is known of a second year."""
    if len(field.years) < 2:
        return []
    made = [_picture(field, k) for k in range(len(field.measured.poles))]
    return [each for each in made if each is not None]


def _picture(field: Field, k: int) -> Picture | None:
    pole = field.measured.poles[k]
    name = pole_name(pole.code, field.own_poles)
    groups, ones = _groups(field, k), _ones(field, k)
    if not groups and not ones:
        return None
    drawing = ladder.draw(
        groups,
        ones,
        {LOWEST: _("away"), 0.0: _("start"), 0.5: _("halfway"), HIGHEST: _("there")},
    )
    notes = []
    if pole.assumed:
        notes.append(
            _("What this pole looks like is assumed: it came with the method, and nobody here has set it.")
        )
    elif pole.set_on:
        notes.append(_("This pole was set by %(who)s on %(day)s.") % {"who": pole.set_by, "day": pole.set_on})
    return Picture(
        f"ladder-{pole.code}",
        _("How far towards %(pole)s") % {"pole": name},
        _(
            "A ladder: each rung is the field, a branch, or an enterprise that agreed to be drawn, with its 95%% "
            "interval, from furthest down. 0%% is where it began, 100%% is the pole. %(groups)s"
        )
        % {"groups": " ".join(each.said for each in groups)},
        "identity/pictures/ladder.html",
        drawing,
        Table(
            [
                Column(_("Who"), "words"),
                Column(_("How far"), "share"),
                Column(_("from"), "share"),
                Column(_("to"), "share"),
                Column(_("Drifts"), "words"),
            ],
            [
                [
                    each.name or _("an enterprise"),
                    told(each.value),
                    told(each.low),
                    told(each.high),
                    _("yes") if each.drifting else _("no"),
                ]
                for each in (
                    *groups,
                    *sorted(ones, key=lambda each: -each.value),
                )
            ],
        ),
        notes,
    )


def _groups(field: Field, k: int) -> list[ladder.Rung]:
    found = []
    signal = field.measured.field
    if np.isfinite(signal.mean[field.last, k]):
        found.append(_group(_("the whole field"), signal, field.last, k))
    sizes = {
        code: int(each.field.count[-1, k])
        for code, each in field.by_branch.items()
        if np.isfinite(each.field.mean[-1, k])
    }
    for code in groups_to_show(sizes, int(field.measured.field.count[field.last, k])):
        found.append(_group(field.branches.get(code, code), field.by_branch[code].field, -1, k))
    return [*found[:1], *sorted(found[1:], key=lambda each: -each.value)]


def _group(name: str, signal: FieldSignal, year: int, k: int) -> ladder.Rung:
    value, low, high = (float(each[year, k]) for each in (signal.mean, signal.low, signal.high))
    said = _("%(name)s: %(value)s of the way (%(low)s to %(high)s), %(count)s enterprises.") % {
        "name": name,
        "value": percent(value),
        "low": percent(low),
        "high": percent(high),
        "count": int(signal.count[year, k]),
    }
    return ladder.Rung(name, value, low, high, signal.status(year, k) == "drift", said[:1].upper() + said[1:])


def _ones(field: Field, k: int) -> list[ladder.Rung]:
    moved, found = field.measured.movement, []
    for i in np.flatnonzero(field.drawn & field.moved[:, field.last]):
        value = float(moved.value[i, field.last, k])
        if not np.isfinite(value):
            continue
        low, high = float(moved.low[i, field.last, k]), float(moved.high[i, field.last, k])
        drifting = bool(field.drifting[i]) and int(field.measured.organisations.pole[i]) == k
        told = {"value": percent(value), "low": percent(low), "high": percent(high)}
        if not np.isfinite(low):
            said = _("An enterprise: %(value)s of the way; how sure that is cannot be said.")
        elif drifting:
            said = _("An enterprise that drifts: %(value)s of the way (%(low)s to %(high)s).")
        else:
            said = _("An enterprise: %(value)s of the way (%(low)s to %(high)s).")
        found.append(ladder.Rung("", value, low, high, drifting, said % told))
    return found
