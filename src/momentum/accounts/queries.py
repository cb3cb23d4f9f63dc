"""What this room tells: who acts, and who holds which role. Who looked at whom is told by `access_log.queries`."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts import access
from momentum.accounts.access_log import queries as log_queries
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.mail_queue.queries import unreached
from momentum.accounts.models import FactorReset, Mandate, Organisation, User
from momentum.accounts.policy import ROLES_OF_KIND, Record, Role, Scope, Verb, cell_for
from momentum.accounts.sign_in.proofs import WITHOUT_SECOND_FACTOR, has_second_factor

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
    """Who acts in this request: under the mandate chosen in the session, else under the first that runs.

    Without a second factor only a participant acts; `request.second_factor_missing` says who therefore does not.
    """
    if not request.user.is_authenticated:
        return VISITOR
    held = list(running_mandates(request.user))
    shown = has_second_factor(request)
    request.mandates = [m for m in held if shown or m.role in WITHOUT_SECOND_FACTOR]
    # Somebody who acts in nothing yet, but would with a second factor: they are led to where it is set up.
    request.second_factor_missing = bool(held) and not request.mandates
    chosen = request.session.get(SESSION_KEY)
    first = next(iter(request.mandates), None)
    return actor_under(request.user, next((m for m in request.mandates if str(m.pk) == chosen), first))


def demo_mandates() -> list[Mandate]:
    """Whom a visitor of the demo city can be: one person a role, and two where one alone cannot finish."""
    mandates = (
        Mandate.objects.filter(running(), user__is_active=True)
        .filter(Q(user__email__endswith=DEMO_DOMAIN) | Q(user__email=None, role=Role.PARTICIPANT))
        .select_related("user", "organisation")
        .order_by("starts", "user__email")
    )
    chosen: dict[Role, list[Mandate]] = {role: [] for role in Role}
    for mandate in mandates:
        if not mandate.user.address.endswith(DEMO_DOMAIN):
            continue
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


def mandates_to_come(user: User) -> QuerySet[Mandate]:
    """The roles for an organisation that `user` holds today or will hold, the first to start first."""
    held = roles_to_come().filter(user=user)
    return held.select_related("user", "organisation").order_by("starts", "id")


def roles_to_come() -> QuerySet[Mandate]:
    """Everybody's roles for an organisation that run today or will."""
    return Mandate.objects.filter(Q(ends__isnull=True) | Q(ends__gt=today())).exclude(role=Role.PARTICIPANT)


def may_reset_factors(actor: Actor) -> bool:
    """Whether the actor looks after everybody's accounts, and so confirms what a colleague asked."""
    cell = cell_for(actor.role, Verb.WRITE, Record.ACCOUNTS)
    return cell is not None and cell.scope == Scope.ALL


def factor_resets(actor: Actor) -> QuerySet[FactorReset]:
    """Who lost every second factor and waits for an operator, the longest first. Refused to everybody else."""
    if not may_reset_factors(actor):
        raise access.Refused("write", Record.ACCOUNTS)
    return FactorReset.objects.filter(answered=None).select_related("user", "asked_by").order_by("asked")


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


# --- The desk -------------------------------------------------------------------------------------------------
def waiting_for(actor: Actor) -> list[Waiting]:
    """What this room has waiting for the actor, of accounts and of the access log."""
    return [*log_queries.waiting(actor), *_of_accounts(actor)]


def _of_accounts(actor: Actor) -> list[Waiting]:
    """Roles that end soon and e-mail that comes back, for who can see to it."""
    if not access.may(actor, "write", Record.ACCOUNTS):
        return []
    soon = people_and_roles(actor).filter(ends__gt=today(), ends__lte=today() + ENDING_SOON)
    return (
        [
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
        ]
        + _unreached(actor)
        + _resets_waiting(actor)
    )


def _resets_waiting(actor: Actor) -> list[Waiting]:
    if not may_reset_factors(actor):
        return []
    return [
        Waiting(
            due=timezone.localdate(reset.asked),
            what=_("Second steps lost"),
            who=reset.user.name,
            url=reverse("accounts:factor_resets"),
            action=_("Answer"),
        )
        for reset in factor_resets(actor)
    ]


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
        found.append(Door(_("Answer questions about the log"), reverse("accounts:log_questions")))
    elif log_cell is not None:
        found.append(Door(_("See who looked at your records"), reverse("accounts:my_access")))
    if access.may(actor, "read", Record.ACCOUNTS):
        found.append(Door(_("People and roles"), reverse("accounts:people_and_roles")))
    if access.may(actor, "read", Record.RETENTION):
        found.append(Door(_("What was removed after its term"), reverse("accounts:removed")))
    return found
