"""What this room tells: who acts, who holds which role, and who looked at whom."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts import access
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.mail_queue.queries import unreached
from momentum.accounts.models import AccessEntry, AccessEntryPerson, Mandate, Organisation, User
from momentum.accounts.policy import ROLES_OF_KIND, Record, Role, Scope, Verb, cell_for

SESSION_KEY = "mandate"
DEMO_DOMAIN = "@demo.example"
DEMO_PERSONS = {Role.ANALYST: 2, Role.WORK_COACH: 2}  # a second analyst approves what the first one built
ENDING_SOON = timedelta(days=30)


# --- Who acts -------------------------------------------------------------------------------------------------
def running(day: date | None = None) -> Q:
    """Mandates that run on `day` (today): from the day they start until the day they end."""
    day = day or today()
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))


def running_mandates(user: User, day: date | None = None) -> QuerySet[Mandate]:
    """The mandates under which `user` may act on `day`, the first given first."""
    mandates = Mandate.objects.filter(running(day), user=user)
    return mandates.select_related("organisation").order_by("starts", "id")


def actor_under(user: User, mandate: Mandate | None) -> Actor:
    if mandate is None:
        return Actor(user=user)
    return Actor(user=user, role=mandate.role, organisation=mandate.organisation, mandate=mandate)


def actor_of(request) -> Actor:
    """Who acts in this request: under the mandate chosen in the session, else under the first that runs."""
    if not request.user.is_authenticated:
        return VISITOR
    request.mandates = list(running_mandates(request.user))
    chosen = request.session.get(SESSION_KEY)
    first = next(iter(request.mandates), None)
    return actor_under(request.user, next((m for m in request.mandates if str(m.pk) == chosen), first))


def demo_mandates() -> list[Mandate]:
    """Whom a visitor of the demo city can be: one person a role, and two where one alone cannot finish."""
    mandates = (
        Mandate.objects.filter(running(), user__email__endswith=DEMO_DOMAIN, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("starts", "user__email")
    )
    chosen: dict[Role, list[Mandate]] = {role: [] for role in Role}
    for mandate in mandates:
        role = Role(mandate.role)
        others = chosen[role]
        if len(others) < DEMO_PERSONS.get(role, 1) and mandate.user_id not in {o.user_id for o in others}:
            others.append(mandate)
    return [mandate for several in chosen.values() for mandate in several]


# --- People and roles -----------------------------------------------------------------------------------------
def mandates_of_own_organisation(actor: Actor, mandates: QuerySet) -> QuerySet:
    return mandates.filter(organisation=actor.organisation) if actor.organisation else mandates.none()


def people_and_roles(actor: Actor, search: str = "", ended: bool = False) -> QuerySet[Mandate]:
    """Who holds which role, as far as the actor looks after it. Participants are no part of it: who they are is
    for those who work with them."""
    mandates = access.in_scope(actor, Record.ACCOUNTS, Mandate.objects.exclude(role=Role.PARTICIPANT))
    for word in search.split():
        mandates = mandates.filter(
            Q(user__name__icontains=word)
            | Q(user__email__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    if not ended:
        mandates = mandates.filter(Q(ends__isnull=True) | Q(ends__gt=today()))
    return mandates.select_related("user", "organisation").order_by("user__name", "starts", "id")


def organisations_to_grant_in(actor: Actor) -> QuerySet[Organisation]:
    """The organisations in which the actor gives people their roles."""
    access.require(actor, "write", Record.ACCOUNTS)
    everywhere = Organisation.objects.exclude(kind="").order_by("name")
    cell = cell_for(actor.role, Verb.WRITE, Record.ACCOUNTS)
    if cell is not None and cell.scope == Scope.ALL:
        return everywhere
    return everywhere.filter(pk=actor.organisation.pk) if actor.organisation else everywhere.none()


def roles_to_grant(actor: Actor) -> list[Role]:
    """The roles that people of those organisations can hold, in the order of the policy."""
    kinds = set(organisations_to_grant_in(actor).values_list("kind", flat=True))
    return [role for role in Role if any(role in ROLES_OF_KIND.get(kind, ()) for kind in kinds)]


# --- Who looked -----------------------------------------------------------------------------------------------
_pseudonyms_of: list[Callable[[User], Collection[str]]] = []


def register_pseudonyms(pseudonyms_of: Callable[[User], Collection[str]]) -> None:
    """The room that keeps journeys tells which pseudonyms are those of somebody who signs in: none for whoever is
    no participant, several where two records of one person were merged."""
    _pseudonyms_of[:] = [pseudonyms_of]


def pseudonyms_of(user: User | None) -> Collection[str]:
    return _pseudonyms_of[0](user) if _pseudonyms_of and user is not None else ()


def entries_about_me(actor: Actor, entries: QuerySet) -> QuerySet:
    named = AccessEntryPerson.objects.filter(pseudonym__in=pseudonyms_of(actor.user))
    return entries.filter(pk__in=named.values("entry"))


def is_about_me(actor: Actor, entry: AccessEntry) -> bool:
    return entry.persons.filter(pseudonym__in=pseudonyms_of(actor.user)).exists()


def who_looked(actor: Actor) -> QuerySet[AccessEntry]:
    """For a participant: every opening of their own records, the newest first."""
    access.require(actor, "read", Record.ACCESS_LOG)
    return entries_about_me(actor, AccessEntry.objects.select_related("organisation")).order_by("-at", "-id")


@dataclass(frozen=True)
class LogFilter:
    """What a privacy officer looks for. `acting` is part of the name of the person acting."""

    acting: str = ""
    role: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None
    refused: bool = False

    def __str__(self) -> str:
        chosen = [f"{name}={value}" for name, value in vars(self).items() if value]
        return ", ".join(chosen)


def access_log(actor: Actor, chosen: LogFilter) -> QuerySet[AccessEntry]:
    """The log for who oversees it, with the number of persons in each entry and never who they are.

    Reading it is itself an entry, committed before the first row is given.
    """
    access.require(actor, "read", Record.ACCESS_LOG)
    cell = cell_for(actor.role, Verb.READ, Record.ACCESS_LOG)
    if cell is None or cell.scope != Scope.ALL:
        raise access.Refused("read", Record.ACCESS_LOG)
    with transaction.atomic(durable=True):
        access.log(actor, "search", Record.ACCESS_LOG, detail=str(chosen))
    entries = AccessEntry.objects.select_related("organisation").annotate(number=Count("persons"))
    if chosen.acting:
        entries = entries.filter(user_name__icontains=chosen.acting)
    if chosen.role:
        entries = entries.filter(role=chosen.role)
    if chosen.verb:
        entries = entries.filter(verb=chosen.verb)
    if chosen.since:
        entries = entries.filter(at__gte=_midnight(chosen.since))
    if chosen.until:
        entries = entries.filter(at__lt=_midnight(chosen.until + timedelta(days=1)))
    if chosen.refused:
        entries = entries.filter(refused=True)
    return entries.order_by("-at", "-id")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- The desk -------------------------------------------------------------------------------------------------
def waiting_for(actor: Actor) -> list[Waiting]:
    """Roles that end soon and e-mail that comes back, for who can see to it."""
    if not access.may(actor, "write", Record.ACCOUNTS):
        return []
    soon = people_and_roles(actor).filter(ends__gt=today(), ends__lte=today() + ENDING_SOON)
    return [
        Waiting(
            due=mandate.ends,
            what=_("A role ends"),
            who=mandate.user.name,
            detail=mandate.get_role_display(),
            url=reverse("accounts:people_and_roles"),
            action=_("See people and roles"),
        )
        for mandate in soon
        if mandate.ends
    ] + _unreached(actor)


def _unreached(actor: Actor) -> list[Waiting]:
    """People whose e-mail comes back, for who looks after their accounts."""
    people = User.objects.filter(pk__in=people_and_roles(actor).filter(running()).order_by().values("user"))
    return [
        Waiting(
            due=today(),
            what=_("E-mail does not arrive"),
            who=user.name,
            detail=_("The address may be wrong or full."),
            url=reverse("accounts:people_and_roles"),
            action=_("See people and roles"),
        )
        for user in unreached(people)
    ]


def doors(actor: Actor) -> list[Door]:
    """What the actor can do in this room."""
    found = []
    log_cell = cell_for(actor.role, Verb.READ, Record.ACCESS_LOG)
    if log_cell is not None and log_cell.scope == Scope.ALL:
        found.append(Door(_("Look into the access log"), reverse("accounts:access_log")))
    elif log_cell is not None:
        found.append(Door(_("See who looked at your records"), reverse("accounts:my_access")))
    if access.may(actor, "read", Record.ACCOUNTS):
        found.append(Door(_("People and roles"), reverse("accounts:people_and_roles")))
    return found
