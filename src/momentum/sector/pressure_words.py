"""What is said about where the pressure comes from: the finding in a sentence, bars, and rows for a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.methods.sheets import Cell
from momentum.sector.models import Party
from momentum.sector.queries.burden import Burden, Line, Pressure

BAR = 1000


@dataclass(frozen=True)
class Bar:
    """One source with the length of its bar, in thousandths of the longest."""

    pressure: Pressure
    width: int

    @property
    def ours(self) -> bool:
        return bool(self.pressure.party == Party.PLATFORM)


def bars(sources: Sequence[Pressure]) -> list[Bar]:
    most = max((each.hours for each in sources if each.hours is not None), default=Decimal(0))
    return [Bar(each, round(each.hours / most * BAR) if each.hours and most else 0) for each in sources]


def hours_in_words(hours: Decimal) -> str:
    """Whole hours from ten on, below that with one decimal."""
    decimals = 0 if hours >= 10 or hours == hours.to_integral_value() else 1
    # `number_format` cuts digits off; it does not round.
    text = number_format(round(hours, decimals), decimal_pos=decimals, force_grouping=True)
    return ngettext("%(text)s hour", "%(text)s hours", 1 if hours == 1 else 2) % {"text": text}


def finding(year: int, sources: Sequence[Pressure]) -> str:
    """The heading: what takes most time, or that it cannot be said."""
    shown = [each for each in sources if each.hours is not None]
    if not sources:
        return _("No demand on enterprises is known of %(year)d") % {"year": year}
    if not shown:
        return _("How much time demands took in %(year)d cannot be said yet") % {"year": year}
    told = {"year": year, "hours": hours_in_words(shown[0].hours or Decimal(0)), "n": shown[0].counted}
    return _most_time()[shown[0].party] % told


def _most_time() -> dict[str, str]:
    """The heading by who took most time."""
    return {
        Party.LAW: _("In %(year)d, law and rules took most time: %(hours)s at %(n)d enterprises"),
        Party.FUNDER: _("In %(year)d, funders took most time: %(hours)s at %(n)d enterprises"),
        Party.BUYER: _("In %(year)d, buyers took most time: %(hours)s at %(n)d enterprises"),
        Party.PROFESSION: _(
            "In %(year)d, professional bodies and quality marks took most time: %(hours)s at %(n)d "
            "enterprises"
        ),
        Party.PLATFORM: _("In %(year)d, this platform itself took most time: %(hours)s at %(n)d enterprises"),
        Party.PEERS: _(
            "In %(year)d, following other organisations took most time: %(hours)s at %(n)d enterprises"
        ),
    }


def own_finding(year: int, sources: Sequence[Pressure]) -> str:
    """What this platform itself takes, said whether it flatters or not."""
    own = next((each for each in sources if each.party == Party.PLATFORM), None)
    if own is None or own.hours is None:
        return _("How much time this platform’s own forms take cannot be said yet.")
    place = [each.party for each in sources if each.hours is not None].index(own.party) + 1
    return _("This platform’s own forms took %(hours)s: number %(place)d of the sources.") % {
        "hours": hours_in_words(own.hours),
        "place": place,
    }


def burden_finding(burden: Burden) -> str:
    if not burden.lines:
        return _("No demand on you is known of %(year)d") % {"year": burden.year}
    if burden.unknown == len(burden.lines):
        return _("How many hours demands took you in %(year)d is not known yet") % {"year": burden.year}
    return _("In %(year)d, what others demand took you %(hours)s") % {
        "year": burden.year,
        "hours": hours_in_words(burden.total),
    }


def enterprises_in_words(pressure: Pressure) -> str:
    return _("fewer than 3") if pressure.few else str(pressure.bound)


def pressure_header() -> list[str]:
    return [
        _("Year"),
        _("Who demands it"),
        _("How it works"),
        _("Demands"),
        _("of which without hours"),
        _("Enterprises"),
        _("Hours a year, all together"),
        _("Hours a year, an enterprise in the middle"),
    ]


def pressure_rows(year: int, cells: Sequence[Pressure]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for each in cells:
        withheld = _("not shown: fewer than 5 enterprises with known hours")
        rows.append(
            [
                year,
                each.party_name,
                each.mechanism_name,
                each.demands,
                each.unknown,
                enterprises_in_words(each),
                withheld if each.hours is None else float(each.hours),
                withheld if each.middle is None else float(each.middle),
            ]
        )
    return rows


def source_in_words(line: Line) -> str:
    words = {
        "settled": _("settled by the platform"),
        "own": _("what you said yourself"),
        "middle": _("the middle of what enterprises said"),
    }
    return words.get(line.source, _("nobody has said yet"))


def burden_header() -> list[str]:
    return [
        _("Year"),
        _("Demand"),
        _("Who demands it"),
        _("Name of that party"),
        _("How it works"),
        _("Hours a year"),
        _("Where the hours come from"),
    ]


def burden_rows(burden: Burden) -> list[list[Cell]]:
    return [
        [
            burden.year,
            line.requirement.title,
            capfirst(line.requirement.get_party_display()),
            line.requirement.party_name,
            capfirst(line.requirement.get_mechanism_display()),
            None if line.hours is None else float(line.hours),
            source_in_words(line),
        ]
        for line in burden.lines
    ]
