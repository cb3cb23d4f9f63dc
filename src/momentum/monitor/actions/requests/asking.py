"""Asking for a table, and taking it back."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.models import User
from momentum.accounts.policy import Record
from momentum.journeys.words import refuse_citizen_numbers
from momentum.monitor.actions.requests.steps import locked_request, permitted, step, write_down
from momentum.monitor.answering.already import published_already
from momentum.monitor.answering.question import Question, check
from momentum.monitor.answering.terms import due
from momentum.monitor.models import Edition, TableRequest
from momentum.monitor.request_flow import OPEN

MOST_OPEN = 5
"""Requests that one person can have waiting at once."""


def ask_table(
    actor: Actor,
    *,
    edition: Edition,
    indicator: str,
    by: Sequence[str],
    period: str,
    why: str,
    show_role: bool = False,
) -> TableRequest:
    """Ask for a table of a published edition; the answer is due within the term.

    `show_role`: the asker agrees that their role is shown with the answer. Raises `Refused`, or `ValidationError` by
    field: also where the table is there already, with where.
    """
    require(actor, "write", Record.TABLE_REQUEST)
    if actor.user is None:
        raise Refused("write", Record.TABLE_REQUEST)
    question = check(edition, indicator, by, period)
    _check_why(why)
    _check_there_already(edition, question)
    with transaction.atomic():
        # One at a time, so that two requests of one person are counted one after the other.
        User.objects.select_for_update().get(pk=actor.user.pk)
        _check_own(actor, edition, question)
        request = TableRequest(
            edition=edition,
            indicator=question.indicator,
            by=list(question.by),
            period_from=question.period.from_,
            period_to=question.period.to,
            question=question.key,
            why=why.strip(),
            asker=actor.user,
            asker_role=actor.role if show_role and actor.role else "",
            asked_at=now(),
            due=due(today()),
            version=0,
        )
        write_down(actor, request, "ask")
    return request


def withdraw_table(actor: Actor, request: TableRequest, *, version: int | None = None) -> TableRequest:
    """The asker no longer asks it. Raises `Refused`, `Stale`, or `ValidationError` once it was answered."""
    permitted(actor, "withdraw", request)
    with transaction.atomic():
        request = locked_request(request, version)
        step(actor, request, "withdraw")
    return request


def _check_why(why: str) -> None:
    if not why.strip():
        raise ValidationError(
            {"why": _("Say what you need it for: the analyst weighs it, and can suggest a better table.")}
        )
    if len(why) > 1000:
        raise ValidationError({"why": _("Keep it within 1,000 characters.")})
    refuse_citizen_numbers(why=why)


def _check_there_already(edition: Edition, question: Question) -> None:
    found = published_already(edition, question)
    if found is not None:
        raise ValidationError(
            format_html(_('This table is there already: <a href="{}">{}</a>.'), found.url, found.title),
            code="there already",
        )


def _check_own(actor: Actor, edition: Edition, question: Question) -> None:
    open_ones = TableRequest.objects.filter(asker=actor.user, state__in=OPEN)
    same = open_ones.filter(edition=edition, question=question.key).first()
    if same is not None:
        raise ValidationError(
            format_html(
                _('You asked for this table already: <a href="{}">see how it stands</a>.'),
                reverse("monitor:my_request", args=[same.pk]),
            ),
            code="asked already",
        )
    if open_ones.count() >= MOST_OPEN:
        raise ValidationError(
            _(
                "You have %(count)s requests waiting, and that is as many as one person can have. Wait for an answer, "
                "or take one back."
            )
            % {"count": MOST_OPEN},
            code="too many",
        )
