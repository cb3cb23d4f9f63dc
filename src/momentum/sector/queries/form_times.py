"""How long this platform's own forms take."""

from dataclasses import dataclass
from decimal import Decimal

from momentum.sector.form_times import FORMS, Form
from momentum.sector.models import FormTime
from momentum.sector.queries.burden import LEAST, enterprises_of


@dataclass(frozen=True)
class FormLine:
    """A form in a year: so many `minutes` each time, over `filled` of this year and the year before; `times` a year.

    `minutes` and `hours` a year are None where it was filled in fewer than LEAST times: too few to tell.
    """

    form: Form
    filled: int
    minutes: Decimal | None
    times: Decimal | None
    hours: Decimal | None

    @property
    def few(self) -> bool:
        return self.minutes is None


def own_forms(year: int) -> list[FormLine]:
    """Every registered form, those that take most hours of an enterprise first."""
    counted = {
        (each.form, each.year): each
        for each in FormTime.objects.filter(year__in=(year - 1, year), filled__gt=0)
    }
    enterprises = len(enterprises_of(year))
    lines = []
    for form in FORMS.values():
        both = [each for each in (counted.get((form.code, y)) for y in (year - 1, year)) if each]
        filled = sum(each.filled for each in both)
        minutes = hours = None
        times = _times(form, both, enterprises)
        if filled >= LEAST:
            minutes = Decimal(sum(each.seconds for each in both)) / filled / 60
        if minutes is not None and times is not None:
            hours = (minutes * times / 60).quantize(Decimal("0.01"))
        lines.append(FormLine(form, filled, minutes, times, hours))
    return sorted(lines, key=lambda line: (line.hours is None, -(line.hours or 0), line.form.code))


def _times(form: Form, both: list[FormTime], enterprises: int) -> Decimal | None:
    """How often a year one enterprise meets the form: as asked, else as counted in the first of the two years."""
    if form.times is not None:
        return Decimal(form.times)
    if not both or not enterprises:
        return None
    return Decimal(both[0].filled) / enterprises
