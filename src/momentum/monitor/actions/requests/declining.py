"""Declining a request, with a reason that the asker reads."""

from django.db import transaction

from momentum.accounts.actor import Actor
from momentum.monitor.actions.requests.steps import locked_request, permitted, step
from momentum.monitor.letters import tell_declined
from momentum.monitor.models import TableRequest
from momentum.monitor.queries.given_back import no_word_of_an_answer_tells


def decline_table(
    actor: Actor, request: TableRequest, *, reason: str, version: int | None = None, site: str = ""
) -> TableRequest:
    """Say no, and why. `site` is the address of the site, for the letter. Raises `ValidationError` without a reason."""
    permitted(actor, "decline", request)
    with transaction.atomic():
        request = locked_request(request, version)
        no_word_of_an_answer_tells(request, reason=reason)
        step(actor, request, "decline", remark=reason, reason=reason.strip())
        tell_declined(request, site)
    return request
