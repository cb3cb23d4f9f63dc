"""Releasing an answer to all: exactly what was checked, against exactly what was released before, or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.monitor.actions.requests.steps import MACHINE, locked_request, permitted, step
from momentum.monitor.answering.standing import still_protected, whole
from momentum.monitor.building.released import lock_releases
from momentum.monitor.letters import tell_released
from momentum.monitor.models import EditionState, RequestState, TableRequest
from momentum.monitor.queries.given_back import no_word_of_an_answer_tells, words_of_answer
from momentum.monitor.request_flow import TRANSITIONS


def release_table(
    actor: Actor, request: TableRequest, *, version: int | None = None, site: str = ""
) -> TableRequest:
    """Make a checked answer public, and tell who asked. `site` is the address of the site, for the letter."""
    permitted(actor, "release", request)
    with transaction.atomic():
        lock_releases()
        request = locked_request(request, version)
        if request.state != RequestState.CHECKED or not _checked_as_it_is(request):
            raise ValidationError(
                _("This request is %(state)s. Only an answer that a second analyst checked can be released.")
                % {"state": request.get_state_display()},
                code="state",
            )
        if request.edition.state != EditionState.PUBLISHED:
            raise ValidationError(
                _("The edition is %(state)s by now. Decline the request with that reason.")
                % {"state": request.edition.get_state_display()}
            )
        whole(request)
        no_word_of_an_answer_tells(request, **words_of_answer(request))
        still_protected(request)
        step(actor, request, "release", slug=_free_slug(request), released_at=now())
        tell_released(request, site)
        _answer_too(request, site)
    return request


def _checked_as_it_is(request: TableRequest) -> bool:
    last = request.events.filter(verb="check").order_by("-at", "-id").first()
    return last is not None and last.content_hash == request.content_hash


def _answer_too(request: TableRequest, site: str) -> None:
    """Everybody else who waits for the same table gets this answer."""
    same = TableRequest.objects.select_for_update().filter(
        edition=request.edition, question=request.question, state__in=TRANSITIONS["answer_too"].sources
    )
    for other in same.exclude(pk=request.pk):
        step(MACHINE, other, "answer_too", answered_with=request)
        tell_released(other, site)


def _free_slug(request: TableRequest) -> str:
    wanted = slugify(f"{request.edition.slug}-{request.indicator}-{'-'.join(request.by)}".replace("_", "-"))
    if request.period_from != request.edition.period_from or request.period_to != request.edition.period_to:
        wanted = slugify(f"{wanted}-in-{request.question.split()[1]}".replace("..", "-to-"))
    slug, number = wanted[:150], 1
    taken = set(TableRequest.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    while (candidate := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return candidate
