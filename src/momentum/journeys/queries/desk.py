"""What waits for somebody, and what they do most."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from momentum.accounts.access import in_scope, may, open_record, open_records
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.mail_queue.queries import unreached
from momentum.accounts.models import User
from momentum.accounts.policy import Record, Role
from momentum.journeys.models import CorrectionState, Identity, Journey, Referral, ReferralState
from momentum.journeys.queries import asking, follow_ups, grounds, openings, rights, stays
from momentum.journeys.queries.referrals import received
from momentum.journeys.queries.scope import of_the_person

TO_ANSWER_WITHIN = timedelta(days=14)
LATE_FROM_NOW = timedelta(days=7)
LOOKED_INTO_WITHIN = timedelta(days=7)
RARE_DOORS = {"open_for_a_reason"}
SHOWN = 8
"""How many rows of one kind a desk shows before it sums up the rest."""


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor in this room, by date; the log names whom the desk names."""
    found: list[Waiting] = []
    for rule in WAITING.get(Role(actor.role), ()) if actor.role else ():
        found += rule(actor)
    return sorted(found)


def doors(actor: Actor) -> list[Door]:
    """What the actor does most; the first is the main one."""
    own = DOORS.get(Role(actor.role), ()) if actor.role else ()
    return [Door(_(label), reverse(f"journeys:{name}"), rare=name in RARE_DOORS) for label, name in own]


def _follow_ups(actor: Actor) -> list[Waiting]:
    rows = follow_ups.outstanding(actor).filter(due__lte=today() + LATE_FROM_NOW)
    shown = follow_ups.named(actor, rows.filter(pk__in=rows.order_by("due").values("pk")[:SHOWN]))
    items = [
        Waiting(
            due=each.follow_up.due,
            what=_("Follow-up after %(weeks)s weeks") % {"weeks": each.follow_up.weeks},
            who=each.name,
            detail=_left(each.follow_up.spell.ends),
            url=reverse("journeys:record_follow_up", args=[each.follow_up.pk]),
            action=_("Record"),
        )
        for each in shown
    ]
    rest = rows.count() - len(items)
    if rest > 0:
        items.append(
            Waiting(
                due=items[-1].due,
                what=_("Follow-ups"),
                detail=ngettext("%(number)s more person to ask", "%(number)s more people to ask", rest)
                % {"number": rest},
                url=reverse("journeys:follow_ups"),
                action=_("Open"),
            )
        )
    return items


def _left(day: date | None) -> str:
    return _("left on %(day)s") % {"day": date_format(day, "j F Y")} if day else ""


def _referrals(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            due=_day(each.sent_at) + TO_ANSWER_WITHIN,
            what=_("Referral to answer"),
            who=_("new person"),
            detail=" · ".join(part for part in (each.place.title if each.place else "", each.wish) if part),
            url=reverse("journeys:answer_referral", args=[each.pk]),
            action=_("Answer"),
        )
        for each in received(actor).select_related("place").order_by("sent_at")[:SHOWN]
    ]


def _own_voices(actor: Actor) -> list[Waiting]:
    number = asking.not_yet_asked(actor).count()
    if not number:
        return []
    _first, following = asking.quarter(today())
    detail = ngettext(
        "%(number)s person has not been asked this quarter",
        "%(number)s people have not been asked this quarter",
        number,
    ) % {"number": number}
    return [
        Waiting(
            due=following - timedelta(days=1),
            what=_("How is it going?"),
            detail=detail,
            url=reverse("journeys:own_voices"),
            action=_("Ask"),
        )
    ]


def _reasons(actor: Actor) -> list[Waiting]:
    rows = stays.ended_without_reason(actor).select_related("journey").order_by("-ends")
    names = _names(actor, [each.journey for each in rows[:SHOWN]])
    return [
        Waiting(
            due=each.ends,
            what=_("End reason missing"),
            who=names.get(each.journey.pseudonym, ""),
            url=reverse("journeys:change_spell", args=[each.pk]),
            action=_("Add"),
        )
        for each in rows[:SHOWN]
        if each.ends
    ]


def _corrections(actor: Actor) -> list[Waiting]:
    rows = asking.open_corrections(actor).select_related("journey").order_by("asked_at")[:SHOWN]
    names = _names(actor, [each.journey for each in rows])
    return [
        Waiting(
            due=_day(each.asked_at) + TO_ANSWER_WITHIN,
            what=_("Error reported"),
            who=names.get(each.journey.pseudonym, ""),
            detail=each.about,
            url=reverse("journeys:answer_correction", args=[each.pk]),
            action=_("Answer"),
        )
        for each in rows
    ]


def _grounds(actor: Actor) -> list[Waiting]:
    number = grounds.unconfirmed(actor).count()
    if not number:
        return []
    detail = ngettext(
        "%(number)s person is left out of the figures until then",
        "%(number)s people are left out of the figures until then",
        number,
    ) % {"number": number}
    return [
        Waiting(
            due=today(),
            what=_("Grounds to confirm"),
            detail=detail,
            url=reverse("journeys:confirm_grounds"),
            action=_("Confirm"),
        )
    ]


def _own_voice_to_give(actor: Actor) -> list[Waiting]:
    journey = of_the_person(actor).first()
    if journey is None or not asking.not_yet_given(journey):
        return []
    _first, following = asking.quarter(today())
    return [
        Waiting(
            due=following - timedelta(days=1),
            what=_("How is it going?"),
            detail=_("Five short sentences. You say what fits."),
            url=reverse("journeys:my_own_voice"),
            action=_("Answer"),
        )
    ]


def _answers(actor: Actor) -> list[Waiting]:
    """Answers to the person's own questions, for two weeks."""
    own = of_the_person(actor)
    if not own.exists():
        return []
    journey = open_record(actor, Record.JOURNEY, own, detail="desk")
    since = timezone.make_aware(datetime.combine(today() - TO_ANSWER_WITHIN, time.min))
    errors = journey.correction_requests.filter(answered_at__gte=since).exclude(state=CorrectionState.OPEN)
    referrals = Referral.objects.filter(journey=journey, decided_at__gte=since).exclude(
        state__in=[ReferralState.SENT, ReferralState.WITHDRAWN]
    )
    told = [
        (_day(each.answered_at), _("An answer to the error you reported"), each.about)
        for each in errors
        if each.answered_at
    ]
    told += [
        (_day(each.decided_at), _("An answer to your question for a place"), each.to_organisation.name)
        for each in referrals.select_related("to_organisation")
        if each.decided_at
    ]
    url = reverse("journeys:mine")
    return [
        Waiting(due=max(day, today()), what=what, detail=detail, url=url, action=_("Read"))
        for day, what, detail in told
    ]


def _unreached(actor: Actor) -> list[Waiting]:
    """People of one's own whose e-mail comes back: their links and notices do not reach them."""
    own = in_scope(actor, Record.IDENTITY, Identity.objects.filter(user__isnull=False))
    users = unreached(User.objects.filter(pk__in=own.order_by().values("user")))
    journeys = list(
        Journey.objects.filter(pseudonym__in=own.filter(user__in=users).values("pseudonym")[:SHOWN])
    )
    names = _names(actor, journeys)
    return [
        Waiting(
            due=today(),
            what=_("E-mail does not arrive"),
            who=names.get(each.pseudonym, ""),
            detail=_("Ask for the right address."),
            url=reverse("journeys:change_details", args=[each.pk]),
            action=_("Change name and contact"),
        )
        for each in journeys
    ]


def _requests(actor: Actor) -> list[Waiting]:
    """Requests about own records, the first due first; no name is on the desk."""
    rows = rights.waiting(actor)
    items = [
        Waiting(
            due=each.due,
            what=_("Request to answer"),
            detail=str(each.get_right_display()),
            url=reverse("journeys:answer_right", args=[each.pk]),
            action=_("Answer"),
        )
        for each in rows[:SHOWN]
    ]
    rest = rows.count() - len(items)
    if rest > 0:
        items.append(
            Waiting(
                due=items[-1].due,
                what=_("Requests to answer"),
                detail=ngettext("%(number)s more request", "%(number)s more requests", rest)
                % {"number": rest},
                url=reverse("journeys:rights"),
                action=_("Open"),
            )
        )
    return items


def _my_requests(actor: Actor) -> list[Waiting]:
    """Answers to the person's own requests, for two weeks."""
    journey = of_the_person(actor).first()
    if journey is None:
        return []
    since = timezone.make_aware(datetime.combine(today() - TO_ANSWER_WITHIN, time.min))
    rows = journey.rights_requests.filter(answered_at__gte=since, answered_by__isnull=False)
    return [
        Waiting(
            due=max(_day(each.answered_at), today()),
            what=_("An answer to what you asked about your record"),
            detail=str(each.get_right_display()),
            url=reverse("journeys:my_rights"),
            action=_("Read"),
        )
        for each in rows.filter(correction__isnull=True)
        if each.answered_at
    ]


def _names(actor: Actor, journeys: list[Journey]) -> dict[str, str]:
    if not journeys or not may(actor, "read", Record.IDENTITY):
        return {}
    people = open_records(
        actor,
        Record.IDENTITY,
        Identity.objects.filter(pseudonym__in=[each.pseudonym for each in journeys]),
        detail="desk",
    )
    return {each.pseudonym: each.name for each in people}


def _day(when: datetime) -> date:
    return timezone.localtime(when).date()


def _emergencies(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            due=_day(each.opened_at) + LOOKED_INTO_WITHIN,
            what=_("A record was opened in an emergency"),
            who=each.user_name,
            detail=each.get_purpose_display(),
            url=reverse("journeys:review_opening", args=[each.pk]),
            action=_("Look into it"),
        )
        for each in openings.emergencies(actor)
        if not each.verdict
    ]


WAITING: dict[Role, tuple[Callable[[Actor], list[Waiting]], ...]] = {
    Role.WORK_COACH: (_referrals, _follow_ups, _own_voices, _reasons, _corrections, _grounds),
    Role.CASE_MANAGER: (_follow_ups, _corrections, _grounds, _unreached),
    Role.JOURNEY_KEEPER: (_follow_ups,),
    Role.PRIVACY_OFFICER: (_requests, _emergencies),
    Role.PARTICIPANT: (_own_voice_to_give, _answers, _my_requests),
}

DOORS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.WORK_COACH: (
        (gettext_noop("Start someone on a place"), "start_spell"),
        (gettext_noop("End a stay"), "end_spell"),
        (gettext_noop("Change a stay"), "change_stay"),
        (gettext_noop("Follow-ups"), "follow_ups"),
        (gettext_noop("Referrals"), "referrals"),
        (gettext_noop("Import a list"), "import"),
    ),
    Role.ENTERPRISE_MANAGER: ((gettext_noop("Import a list"), "import"),),
    Role.CASE_MANAGER: (
        (gettext_noop("Register a person"), "register"),
        (gettext_noop("My people"), "people"),
        (gettext_noop("Follow-ups"), "follow_ups"),
        (gettext_noop("Referrals"), "referrals"),
    ),
    Role.JOURNEY_KEEPER: ((gettext_noop("Follow-ups"), "follow_ups"),),
    Role.PRIVACY_OFFICER: (
        (gettext_noop("Requests about own records"), "rights"),
        (gettext_noop("Open a record for a reason"), "open_for_a_reason"),
        (gettext_noop("Records opened in an emergency"), "emergencies"),
    ),
    Role.OPERATOR: ((gettext_noop("Open a record in an emergency"), "open_for_a_reason"),),
    Role.PARTICIPANT: (
        (gettext_noop("Read my journey"), "mine"),
        (gettext_noop("Choose a place"), "refer_myself"),
        (gettext_noop("Report an error"), "report_error"),
        (gettext_noop("My rights"), "my_rights"),
    ),
}
