"""Tables that were asked for in the demo city: one that was answered and released, one that waits for an analyst."""

from collections.abc import Callable
from time import perf_counter

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate
from momentum.accounts.policy import Role
from momentum.demo.building.cast import DOMAIN
from momentum.demo.edition import NotPublished, analysts
from momentum.monitor.actions.requests import (
    ask_table,
    build_table,
    check_table,
    release_table,
    run_answer,
    take_table,
)
from momentum.monitor.models import Edition, EditionState, RequestState, TableRequest

Say = Callable[[str], None]


def answer_requests(edition: Edition, say: Say = lambda _text: None) -> None:
    """A researcher's table is there, a policy officer's waits. Goes on where an earlier attempt was broken off.

    Raises `NotPublished` where the answer could not be built or was not safe.
    """
    if edition.state != EditionState.PUBLISHED or edition.facts_expired_on:
        return
    begun = perf_counter()
    builder, checker = analysts()
    asked = _asked(
        edition,
        Role.RESEARCHER,
        indicator="stock",
        by=["place_kind", "age_band"],
        why="Voor een vergelijking van leeftijden per soort plek met andere steden.",
        show_role=True,
    )
    _asked(
        edition,
        Role.POLICY_OFFICER,
        indicator="reach",
        by=["borough", "target_group"],
        why="Om bij de begroting te zien waar de mensen wonen die worden bereikt.",
        show_role=False,
    )
    if asked is None:
        return
    if asked.state == RequestState.ASKED:
        asked = take_table(builder, asked)
    if asked.state == RequestState.IN_HAND:
        asked = build_table(builder, asked, enqueue=False)
    if asked.state == RequestState.BUILDING:
        asked = run_answer(asked.pk)
    if asked.state in (RequestState.FAILED, RequestState.UNSAFE):
        raise NotPublished(f"The table that was asked for is {asked.state}: {asked.error}")
    if asked.state == RequestState.BUILT:
        asked = check_table(checker, asked, content_hash=asked.content_hash)
    if asked.state == RequestState.CHECKED:
        asked = release_table(builder, asked)
        say(f"{perf_counter() - begun:5.1f} s  a table on request released: {asked.slug}")


def _asked(edition: Edition, role: Role, **question: object) -> TableRequest | None:
    """The request of somebody in this role, asked now if it was not; None where the cast has nobody in it."""
    mandate = (
        Mandate.objects.filter(role=role, user__email__endswith=f"@{DOMAIN}")
        .select_related("user", "organisation")
        .order_by("starts", "user__email")
        .first()
    )
    if mandate is None:
        return None
    before = TableRequest.objects.filter(edition=edition, asker=mandate.user).first()
    if before is not None:
        return before
    actor = Actor(mandate.user, mandate.role, mandate.organisation, mandate)
    period = f"{edition.period_from.year}"
    return ask_table(actor, edition=edition, period=period, **question)  # type: ignore[arg-type]
