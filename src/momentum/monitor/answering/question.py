"""A question for a table, read from what somebody chose: whole and answerable, or a sentence at the field."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from momentum.methods.indicators import Period
from momentum.monitor.answering.offer import COUNTED, MOST, SIDES, sides_of, title_of
from momentum.monitor.building.files import public_of
from momentum.monitor.building.words import Words, in_both
from momentum.monitor.models import Edition, EditionState, TableRequest

LISTED = gettext_lazy("%(first)s and %(last)s")


@dataclass(frozen=True)
class Question:
    """An indicator over a period, by so many breakdowns in the order of the table."""

    indicator: str
    by: tuple[str, ...]
    period: Period

    @property
    def key(self) -> str:
        """The same for the same table, in whatever order its breakdowns stand."""
        return f"{self.indicator} {self.period.label} {'×'.join(sorted(self.by))}"

    @property
    def measure(self) -> str:
        """What it counts, called as an edition calls it: cells of both are the same cells."""
        return f"{self.indicator}/{self.period.label}"

    def title(self) -> Words:
        """What the table shows, in every language."""
        return in_both(self._title)

    def _title(self) -> str:
        names = [str(SIDES[name].title) for name in self.by]
        names = [name[:1].lower() + name[1:] for name in names]
        *before, last = names
        sides = str(LISTED) % {"first": ", ".join(before), "last": last} if before else last
        return _("%(what)s, by %(sides)s, %(period)s") % {
            "what": title_of(self.indicator),
            "sides": sides,
            "period": self.period.label,
        }


def question_of(request: TableRequest) -> Question:
    """The question that a request holds."""
    return Question(request.indicator, tuple(request.by), Period(request.period_from, request.period_to))


def periods_of(edition: Edition) -> list[Period]:
    """The periods an edition can be asked about: its own, and the years that it shows."""
    own = Period(edition.period_from, edition.period_to)
    table = next(table for table in public_of(edition)["tables"] if table["name"] == "by_year")
    years = [Period.parse(row["head"]["code"]) for row in table["rows"]]
    return [own, *(year for year in reversed(years) if year != own)]


def check(edition: Edition, indicator: str, by: Sequence[str], period: str) -> Question:
    """The question, where the edition can answer it. Raises `ValidationError` naming the field."""
    _check_edition(edition)
    if indicator not in COUNTED:
        raise ValidationError({"indicator": _("Choose what to count from the list.")})
    _check_breakdowns(indicator, by)
    known = {each.label: each for each in periods_of(edition)}
    if period not in known:
        raise ValidationError(
            {
                "period": _("This edition holds no period “%(period)s”. It has: %(known)s.")
                % {"period": period, "known": ", ".join(known)}
            }
        )
    found = known[period]
    if "quarter" in by and not _whole_years(found):
        raise ValidationError(
            {
                "by": _(
                    "Quarters are known for whole calendar years only. Choose a year, or leave Quarter out."
                )
            }
        )
    _check_where(edition, found)
    return Question(indicator, tuple(by), found)


def _check_edition(edition: Edition) -> None:
    if edition.state != EditionState.PUBLISHED:
        raise ValidationError(
            {
                "edition": _(
                    "This edition is %(state)s, so no table of it can be asked for. Choose another one."
                )
                % {"state": edition.get_state_display()}
            }
        )
    if edition.facts_expired_on:
        raise ValidationError(
            {
                "edition": _(
                    "The facts behind this edition were destroyed on %(day)s, after their term: nothing can be "
                    "counted from it any more. Choose a later edition."
                )
                % {"day": edition.facts_expired_on}
            }
        )


def _check_breakdowns(indicator: str, by: Sequence[str]) -> None:
    if not by:
        raise ValidationError(
            {"by": _("Choose at least one breakdown. The total alone stands on the edition’s page.")}
        )
    unknown = [name for name in by if name not in sides_of(indicator)]
    if unknown:
        had = ", ".join(str(SIDES[name].title) for name in sides_of(indicator))
        asked = ", ".join(str(SIDES[name].title) if name in SIDES else name for name in unknown)
        raise ValidationError(
            {
                "by": _("“%(what)s” has no breakdown by %(asked)s. It has: %(had)s.")
                % {"what": title_of(indicator), "asked": asked, "had": had}
            }
        )
    if len(set(by)) != len(by):
        raise ValidationError({"by": _("Choose each breakdown once.")})
    if len(by) > MOST:
        raise ValidationError(
            {
                "by": _(
                    "You chose %(count)s breakdowns. A table crosses at most %(most)s: with more, nearly every "
                    "number would have to be withheld. Ask for two tables."
                )
                % {"count": len(by), "most": MOST}
            }
        )
    for name in by:
        alike = [str(SIDES[other].title) for other in by if SIDES[other].kin == SIDES[name].kin]
        if len(alike) > 1:
            raise ValidationError(
                {
                    "by": _(
                        "Choose one of: %(alike)s. They are levels of the same thing; the finest one shows the "
                        "others as subtotals."
                    )
                    % {"alike": ", ".join(alike)}
                }
            )


def _whole_years(period: Period) -> bool:
    return all(day.month == 1 and day.day == 1 for day in (period.from_, period.to))


def _check_where(edition: Edition, period: Period) -> None:
    """A period of which another edition is must be asked there: its withheld numbers are then reckoned with."""
    others = Edition.objects.filter(
        state=EditionState.PUBLISHED, period_from=period.from_, period_to=period.to, facts_expired_on=None
    ).exclude(pk=edition.pk)
    own = (edition.period_from, edition.period_to) == (period.from_, period.to)
    other = None if own else others.first()
    if other is not None:
        raise ValidationError(
            format_html(
                _('The period {} has an edition of its own. Choose that edition: <a href="{}">{}</a>.'),
                period.label,
                f"{reverse('monitor:ask')}?edition={other.slug}&period={period.label}",
                other.title_en if get_language() == "en" else other.title_nl,
            ),
            code="own edition",
        )
