"""Where pressure comes from: who demands, how it works, and the hours it costs an enterprise."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.identity.pictures import bars
from momentum.identity.showing.picture import WITHHELD, Column, Picture, Table, number
from momentum.sector.queries.requirements import Pressure, burden_by_source


def picture(year: int) -> Picture | None:
    """Sources and mechanisms of a year, most hours of one enterprise first; None where nothing is demanded."""
    found = sorted(burden_by_source(year), key=lambda each: (each.middle is None, -(each.middle or 0)))
    if not found:
        return None
    drawn = [_bar(each) for each in found]
    unknown = sum(each.unknown for each in found)
    notes = [
        _("Hours a year that demands from outside cost an enterprise they bind, median of %(year)s.")
        % {"year": year}
    ]
    if unknown:
        notes.append(
            ngettext(
                "Of %(count)s demand nobody has said the hours; it is not in the bars.",
                "Of %(count)s demands nobody has said the hours; they are not in the bars.",
                unknown,
            )
            % {"count": unknown}
        )
    return Picture(
        "pressure",
        _title(found[0]),
        _("Bars of hours a year, by who demands and how it works. %(bars)s")
        % {"bars": " ".join(each.said for each in drawn)},
        "identity/pictures/bars.html",
        bars.draw(drawn),
        Table(
            [
                Column(_("Who demands"), "words"),
                Column(_("How it works"), "words"),
                Column(_("Demands"), "count"),
                Column(_("Hours, median"), "hours"),
                Column(_("Hours, all together"), "hours"),
            ],
            [
                [
                    _capitalised(each.party_name),
                    each.mechanism_name,
                    each.demands,
                    WITHHELD if each.middle is None else float(each.middle),
                    WITHHELD if each.hours is None else float(each.hours),
                ]
                for each in found
            ],
        ),
        notes,
    )


def _title(most: Pressure) -> str:
    if most.middle is None:
        return _("Where the pressure comes from")
    return _("Most pressure comes from: %(who)s") % {"who": most.party_name}


def _bar(each: Pressure) -> bars.Bar:
    who, how = _capitalised(each.party_name), each.mechanism_name
    if each.middle is None:
        said = _("%(who)s, %(how)s: withheld.") % {"who": who, "how": how}
        return bars.Bar(who, how, None, _("withheld"), said)
    hours = number(float(each.middle), 0)
    said = _("%(who)s, %(how)s: %(hours)s hours a year.") % {"who": who, "how": how, "hours": hours}
    return bars.Bar(who, how, float(each.middle), _("%(hours)s h") % {"hours": hours}, said)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
