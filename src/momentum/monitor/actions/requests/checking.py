"""The second pair of eyes: an analyst who neither took nor built an answer checks it or sends it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.monitor.actions.requests.steps import locked_request, permitted, step
from momentum.monitor.answering.standing import still_protected, whole
from momentum.monitor.models import TableRequest
from momentum.monitor.queries.given_back import no_word_of_an_answer_tells, words_of_answer


def check_table(
    actor: Actor, request: TableRequest, *, content_hash: str, version: int | None = None
) -> TableRequest:
    """Agree with exactly the answer that the checker saw. Raises `Refused` for an own answer."""
    permitted(actor, "check", request)
    with transaction.atomic():
        request = locked_request(request, version)
        if content_hash != request.content_hash:
            raise ValidationError(
                _("This answer was built again after you looked at it. Look at it as it is now.")
            )
        whole(request)
        no_word_of_an_answer_tells(request, **words_of_answer(request))
        still_protected(request)
        step(actor, request, "check")
    return request


def send_back_table(
    actor: Actor, request: TableRequest, *, reason: str, version: int | None = None
) -> TableRequest:
    """Send an answer back to who built it, with a reason."""
    permitted(actor, "send_back", request)
    with transaction.atomic():
        request = locked_request(request, version)
        step(actor, request, "send_back", remark=reason)
    return request
