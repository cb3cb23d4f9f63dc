"""What the registry of enterprises knows already of a question, so that nobody is asked for it again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from momentum.accounts.models import Organisation
from momentum.identity.instrument import Instrument
from momentum.sector.models import LegalForm, Place, YearFigures

# The edges of the described answers: below the first is 0, from the last on 4.
OF_SALES = (0.1, 0.3, 0.5, 0.75)
OF_PUBLIC_MONEY = (0.25, 0.5, 0.7, 0.9)
OF_PLACES = (0.0, 0.25, 0.5, 0.75)
OF_PEOPLE = (0.05, 0.15, 0.3, 0.5)
OF_BOARD = (0.0, 0.125, 0.25, 0.5)
OF_JOBS = (0.0, 1.0, 3.0, 10.0)

# Only where the form of law itself settles it; of a company or a cooperative the statutes say it.
PROFIT_OF_FORM = {
    LegalForm.FOUNDATION: 4,
    LegalForm.ASSOCIATION: 4,
    LegalForm.PUBLIC_BODY: 4,
    LegalForm.SOLE_TRADER: 0,
    LegalForm.PARTNERSHIP: 0,
}
VOTES_OF_FORM = {
    LegalForm.FOUNDATION: 4,
    LegalForm.ASSOCIATION: 4,
    LegalForm.SOLE_TRADER: 0,
    LegalForm.PARTNERSHIP: 0,
}


@dataclass(frozen=True)
class Filled:
    """A value from 0 to 4, and the sentence that says where it comes from."""

    value: int
    source: str


def filled(organisation: Organisation, year: int, instrument: Instrument) -> dict[str, Filled]:
    """What the registry fills in, by question; from the figures of that year or the year before it."""
    figures = (
        YearFigures.objects.filter(organisation=organisation, year__in=(year, year - 1))
        .order_by("-year")
        .first()
    )
    known = _of_figures(figures) if figures else {}
    known |= _of_places(organisation, year, figures)
    return {item.code: known[item.fills] for item in instrument.items if item.fills in known}


def _of_figures(figures: YearFigures) -> dict[str, Filled]:
    found: dict[str, Filled] = {}
    told = {"year": figures.year}
    if figures.revenue:
        earned = (figures.revenue_market + figures.revenue_public_contract) / figures.revenue
        public = (figures.revenue_public_contract + figures.revenue_subsidy) / figures.revenue
        income = _("From your figures of %(year)d: income by source.") % told
        found["earned_share"] = Filled(_step(earned, OF_SALES), income)
        found["public_share"] = Filled(4 - _step(public, OF_PUBLIC_MONEY), income)
    found["fte"] = Filled(
        _step_above(float(figures.fte), OF_JOBS), _("From your figures of %(year)d: full-time jobs.") % told
    )
    found["own_risk"] = Filled(
        4 if figures.bears_own_risk else 0,
        _("From your figures of %(year)d, which say only yes or no. Correct it if it is in between.") % told,
    )
    if figures.board_members:
        share = figures.board_from_target_group / figures.board_members
        found["board_from_target_group"] = Filled(
            _step_above(share, OF_BOARD), _("From your figures of %(year)d: board members.") % told
        )
    form = LegalForm(figures.legal_form)
    by_law = _("From your legal form in %(year)d: %(form)s. Correct it if your statutes say otherwise.") % {
        **told,
        "form": form.label,
    }
    for name, of_form in (("profit_rules", PROFIT_OF_FORM), ("votes", VOTES_OF_FORM)):
        if form in of_form:
            found[name] = Filled(of_form[form], by_law)
    return found


def _of_places(organisation: Organisation, year: int, figures: YearFigures | None) -> dict[str, Filled]:
    """Seats that were open at the end of the year, and what part of them is paid."""
    last = f"{year}-12-31"
    places = Place.objects.filter(Q(closes__isnull=True) | Q(closes__gt=last), organisation=organisation)
    seats = list(places.filter(opens__lte=last).values_list("capacity", "kind__paid").order_by())
    every = sum(capacity for capacity, _paid in seats)
    if not every:
        return {}
    paid = sum(capacity for capacity, is_paid in seats if is_paid)
    found = {
        "paid_places": Filled(
            _step_above(paid / every, OF_PLACES),
            _("From your places at the end of %(year)d.") % {"year": year},
        )
    }
    if figures and figures.fte:
        found["target_group_places"] = Filled(
            _step(every / (every + float(figures.fte)), OF_PEOPLE),
            _(
                "From your places at the end of %(year)d beside your full-time jobs. Correct it if not all places "
                "are taken."
            )
            % {"year": year},
        )
    return found


def _step(amount: float, edges: tuple[float, ...]) -> int:
    """How many edges an amount reaches."""
    return _count(edges, lambda edge: amount >= edge)


def _step_above(amount: float, edges: tuple[float, ...]) -> int:
    """The same where the first edge is nothing at all, which an amount has to pass."""
    return _count(edges, lambda edge: amount > edge if edge == 0 else amount >= edge)


def _count(edges: tuple[float, ...], reached: Callable[[float], bool]) -> int:
    return sum(1 for edge in edges if reached(edge))
