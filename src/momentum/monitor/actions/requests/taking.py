"""An analyst takes a request in hand, builds its answer, or puts it back for another."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts import access
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.accounts.purposes import Purpose
from momentum.monitor.actions.requests.running import enqueue_answer
from momentum.monitor.actions.requests.steps import locked_request, permitted, step
from momentum.monitor.models import EditionState, TableRequest


def take_table(actor: Actor, request: TableRequest, *, version: int | None = None) -> TableRequest:
    """Take a request in hand. Of two who do so at once one has it, and the other reads who."""
    permitted(actor, "take", request)
    with transaction.atomic():
        request = locked_request(request)
        if request.analyst_id and request.state != "asked":
            raise ValidationError(
                _("%(name)s has this request in hand already.")
                % {"name": request.analyst.name if request.analyst else ""},
                code="taken",
            )
        step(actor, request, "take", analyst=actor.user)
    return request


def put_back_table(actor: Actor, request: TableRequest, *, version: int | None = None) -> TableRequest:
    """Put a request back, so that another analyst can take it in hand."""
    permitted(actor, "put_back", request)
    with transaction.atomic():
        request = locked_request(request, version)
        step(actor, request, "put_back", analyst=None, error="")
    return request


def build_table(
    actor: Actor, request: TableRequest, *, version: int | None = None, enqueue: bool = True
) -> TableRequest:
    """Have the table counted from the edition's sealed facts, protected and attacked; a worker does it.

    The log keeps that the facts were counted again, and why. Without `enqueue` the caller calls `run_answer`.
    """
    permitted(actor, "build", request)
    access.require(actor, "count", Record.FACTS)
    with transaction.atomic():
        request = locked_request(request, version)
        edition = request.edition
        if edition.facts_expired_on:
            raise ValidationError(
                _(
                    "The facts behind this edition were destroyed on %(day)s, after their term, so this table cannot "
                    "be counted. Decline the request with that reason."
                )
                % {"day": edition.facts_expired_on}
            )
        if edition.state != EditionState.PUBLISHED:
            raise ValidationError(
                _("The edition is %(state)s by now. Decline the request with that reason.")
                % {"state": edition.get_state_display()}
            )
        step(actor, request, "build", attempts=0, beat=timezone.now(), error="")
        access.log(
            actor,
            "count",
            Record.FACTS,
            purpose=Purpose.ANSWER_QUESTION,
            detail=f"{edition.slug} table {request.question}",
        )
        if enqueue:
            transaction.on_commit(lambda: enqueue_answer(request))
    return request
