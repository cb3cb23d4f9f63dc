"""`momentum edition`: build, submit, approve, publish and verify editions of the monitor."""

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from momentum.accounts.actor import Actor
    from momentum.monitor.models import Edition
    from momentum.monitor.verification import Verdict

DAY = click.DateTime(["%Y-%m-%d"])
STEP_WORDS = {
    "freeze": "freezing the facts",
    "prepare": "preparing them",
    "measure": "measuring",
    "protect": "choosing what is withheld",
    "audit": "trying to work out what is withheld",
    "draw": "drawing charts and report",
    "write": "writing the files",
}


@click.group()
def command() -> None:
    """Build, submit, approve, publish and verify editions of the monitor.

    Whoever acts is known by their own token: made on the page "Token for the command line", and given with
    --token or in MOMENTUM_TOKEN.
    """


def _django() -> None:
    """Django's settings and records; a mistake in them is a sentence, not a traceback."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection
    from django.db.utils import DatabaseError

    try:
        django.setup()
        if "monitor_edition" not in connection.introspection.table_names():
            raise click.ClickException("The database holds no tables yet: start Momentum once (`make run`).")
    except (ImproperlyConfigured, DatabaseError) as error:
        raise click.ClickException(str(error)) from error
    from django.utils.translation import activate

    activate("en")


def acting(run: Callable[..., None]) -> Callable[..., None]:
    """A command that needs a token: `run` gets the actor first. Refusals are logged, and one sentence."""

    @click.option("--token", envvar="MOMENTUM_TOKEN", help="Your token (or MOMENTUM_TOKEN).")
    @functools.wraps(run)
    def with_actor(token: str | None, **options: Any) -> None:
        _django()
        from django.core.exceptions import ValidationError

        from momentum.accounts import row_security
        from momentum.accounts.access import Refused, Stale, log_refusal
        from momentum.accounts.actor import VISITOR
        from momentum.monitor.queries.analysts import actor_of_token

        actor = actor_of_token(token) if token else VISITOR
        if not actor.signed_in:
            log_refusal(actor, Refused("write", "edition"), f"command line: {run.__name__}, no valid token")
            raise click.ClickException(
                "This needs a valid token of an analyst. Make one on the page “Token for the command line” "
                "and give it with --token or in MOMENTUM_TOKEN."
            )
        try:
            with row_security.acting(actor):
                try:
                    run(actor, **options)
                except Refused as refusal:
                    log_refusal(actor, refusal, f"command line: {run.__name__}")
                    raise click.ClickException(_why(refusal)) from None
        except ValidationError as error:
            raise click.ClickException(" ".join(error.messages)) from None
        except Stale:
            raise click.ClickException(
                "The edition changed meanwhile. Look at it again, and try again."
            ) from None

    return with_actor


def _why(refusal: Any) -> str:
    if refusal.record == "edition_approval":
        return (
            "Refused, and logged: an edition is checked by an analyst who built, pinned, edited and submitted "
            "none of it."
        )
    return "Refused, and logged: you may not do this."


def _edition(slug: str) -> "Edition":
    from momentum.monitor.models import Edition

    found = Edition.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Edition.objects.values_list("slug", flat=True)[:10]) or "none yet"
        raise click.ClickException(f"There is no edition “{slug}”. There are: {known}.")
    return found


def _teller() -> Callable[[str, int, int], None]:
    def tell(step: str, done: int, total: int) -> None:
        count = f" {done} of {total}" if total > 1 else ""
        click.echo(f"{STEP_WORDS[step]}{count} …", err=True)

    return tell


def _told(edition: "Edition") -> None:
    click.echo(f"{edition.slug}\t{edition.state}\t{edition.content_hash}")


@command.command()
@click.option("--period", required=True, help="A year (2016), quarter (2016-Q1) or FROM..TO.")
@click.option(
    "--freeze", type=DAY, help="Facts of the days before this date count (default: the period's end)."
)
@click.option("--title-nl", help="Title in Dutch (default: Monitor and the period).")
@click.option("--title-en", help="Title in English (default: Monitor and the period).")
@click.option("--n", type=click.IntRange(3, 50), default=5, show_default=True, help="Smallest number shown.")
@acting
def build(
    actor: "Actor", period: str, freeze: datetime | None, title_nl: str | None, title_en: str | None, n: int
) -> None:
    """Freeze the facts and build a new edition, here and now."""
    from momentum.methods.indicators import Period
    from momentum.monitor import actions
    from momentum.monitor.actions.progress import beating
    from momentum.monitor.models import EditionState

    try:
        asked = Period.parse(period)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    day: date = freeze.date() if freeze else asked.to
    edition = actions.new_edition(
        actor,
        period_from=asked.from_,
        period_to=asked.to,
        freeze=day,
        title_nl=title_nl or f"Monitor {asked.label}",
        title_en=title_en or f"Monitor {asked.label}",
        options={"n": n},
        enqueue=False,
    )
    with beating(str(edition.pk)):
        edition = actions.run_build(edition.pk, _teller())
    if edition.state == EditionState.FAILED:
        raise click.ClickException(edition.progress.error)
    _told(edition)
    if edition.state == EditionState.REFUSED:
        _findings(edition)


def _findings(edition: "Edition") -> None:
    from momentum.monitor.queries.cells import internal

    for finding in internal(edition, "audit.json")["findings"]:
        click.echo(f"- {finding['sentence']}", err=True)
    raise click.ClickException("The check found that this is not safe to publish; see above.")


@command.command()
@click.argument("slug")
@acting
def submit(actor: "Actor", slug: str) -> None:
    """Ask another analyst to check the edition SLUG."""
    from momentum.monitor import actions

    _told(actions.submit(actor, _edition(slug)))


@command.command()
@click.argument("slug")
@click.option("--content", "content_hash", help="The fingerprint you looked at (default: as it is now).")
@acting
def approve(actor: "Actor", slug: str, content_hash: str | None) -> None:
    """Approve the edition SLUG, in which you had no hand."""
    from momentum.monitor import actions

    edition = _edition(slug)
    _told(actions.approve(actor, edition, content_hash=content_hash or edition.content_hash))


@command.command()
@click.argument("slug")
@acting
def publish(actor: "Actor", slug: str) -> None:
    """Publish the edition SLUG, which another analyst approved."""
    from momentum.monitor import actions

    _told(actions.publish(actor, _edition(slug)))


@command.command("list")
@click.option(
    "--token", envvar="MOMENTUM_TOKEN", help="Your token: with it you see those that are not public too."
)
def list_editions(token: str | None) -> None:
    """List editions: slug, state, facts before, fingerprint."""
    _django()
    from momentum.accounts.actor import VISITOR
    from momentum.monitor.queries.analysts import actor_of_token
    from momentum.monitor.queries.editions import all_editions, public_editions

    actor = actor_of_token(token) if token else VISITOR
    for edition in all_editions(actor) if actor.signed_in else public_editions():
        click.echo(f"{edition.slug}\t{edition.state}\t{edition.freeze}\t{edition.content_hash}")


@command.command()
@click.argument("slug")
@click.option("--answer", is_flag=True, help="SLUG is that of a released answer to a request for a table.")
@click.option("--quiet", is_flag=True, help="No progress.")
def verify(slug: str, answer: bool, quiet: bool) -> None:
    """Check the stored bytes of edition SLUG, build it again from its frozen facts, and compare.

    With --answer the same for a table on request: counted again from the frozen facts of its edition, protected
    against what was released before it.

    Exit code 0: identical bytes; or same cells on other versions of the parts; or stored bytes as recorded
    while the frozen facts have expired. 1: no such edition. 2: something differs.
    """
    _django()
    from momentum.monitor.verification import verify as check

    verdict = (
        _answer_verified(slug) if answer else check(_edition(slug), (lambda *_: None) if quiet else _teller())
    )
    for part, then, now in verdict.parts:
        click.echo(f"built with {part} {then}, here is {now}", err=True)
    for name in verdict.files[:20]:
        click.echo(f"differs: {name}", err=True)
    sentences = {
        "identical": "Identical: the stored bytes are as recorded, and building again makes the same bytes.",
        "same cells": "Same cells: other versions of the parts, other bytes, the same numbers published and withheld.",
        "different": "Different: building again from the frozen facts makes something else.",
        "changed": "Changed: the stored files are not those that were recorded.",
        "facts expired": "Stored bytes as recorded. The frozen facts have expired, so it cannot be built again.",
    }
    click.echo(sentences[verdict.outcome])
    if not verdict.good:
        raise SystemExit(2)


def _answer_verified(slug: str) -> "Verdict":
    from momentum.monitor.answering.verifying import verify_answer
    from momentum.monitor.building.failure import NotBuilt
    from momentum.monitor.queries.requests import released_answers

    found = released_answers().filter(slug=slug).first()
    if found is None:
        raise click.ClickException(
            f"There is no released answer “{slug}”. Its slug is the last part of its page's address."
        )
    try:
        return verify_answer(found)
    except NotBuilt as error:
        raise click.ClickException(str(error)) from error
