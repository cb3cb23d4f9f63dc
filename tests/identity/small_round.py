"""A round with enterprises, a manager and who else there is."""

from dataclasses import dataclass
from datetime import date

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import ROLES_OF_KIND, Role
from momentum.identity.actions import answering
from momentum.identity.actions import rounds as actions
from momentum.identity.instrument import CURRENT, load
from momentum.identity.models import Response, Round
from momentum.sector.models import LegalForm, Place, PlaceKind, Profile, YearFigures

TODAY = date(2016, 11, 28)
FILLED = [item for item in load(CURRENT).items if item.fills]


@dataclass
class Small:
    round: Round
    enterprises: list[Organisation]
    mina: Actor
    other: Actor
    anna: Actor

    @property
    def response(self) -> Response:
        return Response.objects.get(round=self.round, organisation=self.enterprises[0])

    def somebody(self, role: str) -> Actor:
        """Somebody in that role, at an organisation that has such, and never one of the enterprises here."""
        kind = next((kind for kind, roles in ROLES_OF_KIND.items() if role in roles), None)
        where = None
        if kind is not None:
            slug = "platform" if kind == "platform" else f"another-{kind}"
            where = Organisation.objects.get_or_create(slug=slug, defaults={"name": slug, "kind": kind})[0]
        return acting(role, where, f"some {role}")


def acting(role: str, where: Organisation | None, name: str = "", language: str = "en") -> Actor:
    name = name or f"{role} {where.slug if where else ''}"
    user = User.objects.create_user(
        f"{name.replace(' ', '.')}@example.org".lower(), name=name, language=language
    )
    mandate = Mandate.objects.create(user=user, organisation=where, role=role, starts=date(2012, 1, 1))
    return Actor(user=user, role=role, organisation=where, mandate=mandate)


def enterprise(name: str) -> Organisation:
    made = Organisation.objects.create(
        name=name, slug=name.lower().replace(" ", "-"), kind="social_enterprise"
    )
    Profile.objects.create(organisation=made, listed=True, founded=date(2009, 3, 1))
    return made


def know(organisation: Organisation, year: int = 2016, **figures) -> YearFigures:
    """What the registry can know: figures of a year, and places."""
    paid = PlaceKind.objects.get_or_create(
        code="regular", defaults={"name_nl": "baan", "name_en": "job", "paid": True, "position": 7}
    )[0]
    unpaid = PlaceKind.objects.get_or_create(
        code="work", defaults={"name_nl": "werkplek", "name_en": "placement", "paid": False, "position": 4}
    )[0]
    for kind, capacity in ((paid, 3), (unpaid, 9)):
        Place.objects.create(organisation=organisation, kind=kind, capacity=capacity, opens=date(2012, 1, 1))
    told = {
        "revenue_market": 300_000,
        "revenue_public_contract": 100_000,
        "revenue_subsidy": 80_000,
        "revenue_gifts": 20_000,
        "fte": "6.0",
        "legal_form": LegalForm.FOUNDATION,
        "board_members": 5,
        "board_from_target_group": 1,
        "bears_own_risk": True,
    }
    return YearFigures.objects.create(organisation=organisation, year=year, **(told | figures))


def build_small_round(count: int = 2) -> Small:
    enterprises = [enterprise(f"Brouwerij {number}") for number in range(count)]
    platform = Organisation.objects.create(name="Platform", slug="platform", kind="platform")
    anna = acting(Role.ANALYST, platform, "Anna Analyst")
    mina = acting(Role.ENTERPRISE_MANAGER, enterprises[0], "Mina Manager")
    other = acting(Role.ENTERPRISE_MANAGER, enterprises[1], "Otto Other", "nl")
    made = actions.open_round(anna, year=2016, opens=date(2016, 11, 1), closes=date(2016, 12, 31))
    actions.invite_all(anna, made, site="https://city.example")
    return Small(made, enterprises, mina, other, anna)


def answer_all(actor: Actor, response: Response, value: int = 2, shown: bool = False) -> Response:
    """Every question answered alike, and confirmed."""
    given = {item.code: answering.Given(value) for item in load(CURRENT).items}
    saved = answering.save_screen(actor, response, version=response.version, given=given)
    return answering.confirm(actor, saved, version=saved.version, may_be_shown=shown)[0]
