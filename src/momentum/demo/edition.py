"""The demo city's edition of the monitor: built, submitted, checked by a second analyst and published."""

from collections.abc import Callable
from datetime import date
from time import perf_counter

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate
from momentum.accounts.policy import Role
from momentum.demo.building.cast import DOMAIN
from momentum.demo.building.keys import date_of
from momentum.demo.population.rates import read_rates
from momentum.monitor.actions.approving import approve
from momentum.monitor.actions.building import new_edition, run_build
from momentum.monitor.actions.publishing import publish, submit
from momentum.monitor.models import Edition, EditionState

Say = Callable[[str], None]


class NotPublished(Exception):
    """The edition could not be published; the sentence says why."""


def publish_edition(say: Say = lambda _text: None) -> Edition:
    """The edition over the last whole year before the demo's today, frozen on that day.

    Goes on where an earlier attempt was broken off; a published one is left as it is. Raises `NotPublished`
    where building stopped or protection failed.
    """
    begun = perf_counter()
    builder, checker = analysts()
    edition = Edition.objects.filter(slug=_slug(), built_by=builder.user).first() or begin_edition(builder)
    if edition.state == EditionState.BUILDING:
        edition = run_build(edition.pk)
        say(f"{perf_counter() - begun:5.1f} s  edition {edition.slug} built, protected and audited")
    if edition.state in (EditionState.FAILED, EditionState.REFUSED):
        raise NotPublished(f"Edition {edition.slug} is {edition.state}: {edition.progress.error}")
    if edition.state == EditionState.DRAFT:
        edition = submit(builder, edition)
    if edition.state == EditionState.SUBMITTED:
        edition = approve(checker, edition, content_hash=edition.content_hash)
    if edition.state == EditionState.APPROVED:
        edition = publish(builder, edition)
        say(f"{perf_counter() - begun:5.1f} s  approved by {checker.user} and published")
    return edition


def _day() -> date:
    return date_of(read_rates().day("today"))


def _slug() -> str:
    return str(_day().year - 1)


def begin_edition(builder: Actor) -> Edition:
    """A new edition, still to be built."""
    year = _day().year - 1
    return new_edition(
        builder,
        period_from=date(year, 1, 1),
        period_to=date(year + 1, 1, 1),
        freeze=_day(),
        title_nl=f"Monitor sociale ondernemingen {year}",
        title_en=f"Monitor of social enterprises {year}",
        slug=_slug(),
        enqueue=False,
    )


def analysts() -> tuple[Actor, Actor]:
    """The two analysts of the cast, the one who builds first. Raises `NotPublished` where there are fewer."""
    mandates = Mandate.objects.filter(role=Role.ANALYST, user__email__endswith=f"@{DOMAIN}")
    found = list(mandates.select_related("user", "organisation").order_by("starts", "user__email")[:2])
    if len(found) < 2:
        raise NotPublished("The demo city's two analysts are not in this database, so no edition was made.")
    first, second = (
        Actor(user=each.user, role=each.role, organisation=each.organisation, mandate=each) for each in found
    )
    return first, second
