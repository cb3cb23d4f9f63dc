"""An enterprise beside the sector, indicator by indicator, as words and as places on a line from 0 to 4."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from momentum.identity.queries.against_sector import Beside
from momentum.identity.sayings import indicator_name
from momentum.identity.showing.picture import number

WIDTH = 320
MARGIN = 12
HIGHEST = 4


@dataclass(frozen=True)
class Drawn:
    """Words and, in units of a drawing WIDTH wide, where the marks stand; None where there is nothing to mark."""

    name: str
    own: str
    others: str
    own_at: float | None
    low_at: float | None
    middle_at: float | None
    band: float | None


def drawn(row: Beside) -> Drawn:
    own = _("cannot be said") if row.own is None else number(row.own, 1)
    others = _("cannot be shown")
    if row.low is not None and row.high is not None:
        others = _("%(low)s to %(high)s") % {
            "low": number(row.low, 1),
            "high": number(row.high, 1),
        }
    low, high = _at(row.low), _at(row.high)
    # A middle half that falls on one value is still a mark that can be seen.
    band = max(high - low, 4.0) if low is not None and high is not None else None
    return Drawn(str(indicator_name(row.indicator)), own, others, _at(row.own), low, _at(row.middle), band)


def _at(value: float | None) -> float | None:
    return None if value is None else round(MARGIN + value / HIGHEST * (WIDTH - 2 * MARGIN), 1)
