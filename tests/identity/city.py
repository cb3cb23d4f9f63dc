"""A small field with a story, made for these tests: part of it moves to the state, part holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from momentum.accounts.models import Organisation
from momentum.identity.instrument import load
from momentum.identity.models import (
    Answer,
    Pole,
    PoleText,
    Response,
    ResponseState,
    Round,
    Statement,
    Wording,
)
from momentum.methods.isomorphism import INDICATORS, POLES
from momentum.sector.models import Branch, Mechanism, Party, Profile, Requirement, YearFigures

YEARS = (2012, 2013, 2014, 2015, 2016)
INSTRUMENT = "emes-1"
DRIFTING, ALL = 8, 24
SOCIAL = np.array([0.75, 0.65, 0.7, 0.9, 0.75, 0.85, 0.8, 0.85, 0.8])
PUBLISHED = datetime(2017, 3, 1, 9, tzinfo=UTC)
BRANCHES = ("food-drink", "green", "repair")


@dataclass(frozen=True)
class City:
    organisations: list[Organisation]

    @property
    def drifting(self) -> list[Organisation]:
        return self.organisations[:DRIFTING]


def build(
    *, organisations: int = ALL, drifting: int = DRIFTING, years=YEARS, agreeing: int = 18, seed: int = 1
) -> City:
    """Enterprises with confirmed profiles and income; the first `drifting` go half of the way to a public agency."""
    random = np.random.default_rng(seed)
    branches = [
        Branch.objects.get_or_create(code=code, defaults={"name_nl": code, "name_en": code})[0]
        for code in BRANCHES
    ]
    made = [
        Organisation.objects.create(
            name=f"Onderneming {i}", slug=f"onderneming-{i}", kind="social_enterprise"
        )
        for i in range(organisations)
    ]
    Profile.objects.bulk_create(
        [Profile(organisation=each, branch=branches[i % 3]) for i, each in enumerate(made)]
    )
    start = np.clip(SOCIAL + random.normal(0, 0.08, (organisations, len(SOCIAL))), 0.05, 0.95)
    mixes = random.dirichlet([9, 4, 3, 2], organisations)
    answers, figures = [], []
    for t, year in enumerate(years):
        asked = Round.objects.create(
            year=year, instrument=INSTRUMENT, opens=date(year, 10, 1), closes=date(year, 12, 1)
        )
        share = 0.55 * t / max(len(years) - 1, 1)
        responses = Response.objects.bulk_create(
            Response(
                round=asked,
                organisation=each,
                state=ResponseState.CONFIRMED,
                may_be_shown=i < agreeing,
                confirmed_at=datetime(year, 11, 1, tzinfo=UTC),
            )
            for i, each in enumerate(made)
        )
        for i, each in enumerate(made):
            way = share if i < drifting else 0.0
            values = start[i] + way * (POLES[0].values - start[i])
            answers += _answers(responses[i], values, random)
            figures.append(_figures(each, year, mixes[i] * (1 - way) + np.array([0.1, 0.6, 0.3, 0.0]) * way))
    Answer.objects.bulk_create(answers)
    YearFigures.objects.bulk_create(figures)
    return City(made)


def _answers(response: Response, values: np.ndarray, random) -> list[Answer]:
    places = {code: place for place, code in enumerate(INDICATORS)}
    return [
        Answer(
            response=response,
            item=question.code,
            value=int(np.clip(round(4 * values[places[question.indicator]] + random.normal(0, 0.35)), 0, 4)),
        )
        for question in load(INSTRUMENT).items
    ]


def _figures(organisation: Organisation, year: int, mix: np.ndarray) -> YearFigures:
    market, contract, subsidy, gifts = (int(share * 400_000) for share in mix)
    return YearFigures(
        organisation=organisation,
        year=year,
        revenue_market=market,
        revenue_public_contract=contract,
        revenue_subsidy=subsidy,
        revenue_gifts=gifts,
        legal_form="foundation",
    )


def demand(
    city: City,
    title: str,
    hours: float | None,
    year: int,
    *,
    party=Party.BUYER,
    mechanism=Mechanism.COERCIVE,
    to=None,
):
    found = Requirement.objects.create(
        title_nl=title, title_en=title, party=party, mechanism=mechanism,
        hours=None if hours is None else Decimal(str(hours)), since=date(year, 1, 1), binds_all=to is None, state="confirmed",
    )  # fmt: skip
    if to is not None:
        found.bound.set(to)
    return found


def publish(*years: int) -> None:
    for year in years:
        Statement.objects.create(year=year, state="published", published_at=PUBLISHED)


def texts(city: City, poles=("public_agency", "ordinary_firm", "association")) -> None:
    """Missions that take over the words of the public agency, year by year, and texts of the poles."""
    state = "De gemeente stelt kaders vast en legt verantwoording af over de uitvoering van de regeling volgens de vastgestelde norm en de rapportage aan het bestuur van de dienst voor de burgers in de stad en de wijk"
    firm = "Het bedrijf groeit in omzet en winst door klanten te winnen op de markt met scherpe prijzen en een sterk merk waarin aandeelhouders investeren voor rendement en de waarde van het bedrijf op lange termijn"
    club = "De vereniging is van haar leden die samen besluiten op de vergadering en als vrijwilliger helpen omdat zij zich verbonden voelen met elkaar en met de buurt waarin zij wonen en elkaar ontmoeten"
    own = "Wij werken met mensen uit de buurt aan mooie producten en iedereen die mee wil doen krijgt de ruimte om te leren en te groeien in het werk dat bij hem of haar past zonder haast en met plezier"
    for k, (code, words) in enumerate(zip(poles, (state, firm, club), strict=True)):
        pole = Pole.objects.create(
            code=code, name_nl=code, name_en=code, values=list(POLES[k].values), spread=[0.1] * 9, position=k,
            set_by="Vijf deskundigen", set_on=date(2015, 5, 1),
        )  # fmt: skip
        PoleText.objects.create(pole=pole, title=words[:20], source="test", words=words)
    Wording.objects.bulk_create(
        Wording(
            organisation=each, year=year, kind="mission", words=f"{own} {' '.join(state.split()[: 8 * t])}"
        )
        for each in city.organisations
        for t, year in enumerate(YEARS)
    )
