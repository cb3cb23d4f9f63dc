"""The demo city's edition of the monitor: built, submitted, checked by a second analyst and published."""

from collections.abc import Callable
from datetime import date
from time import perf_counter

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate
from momentum.accounts.policy import Role
from momentum.demo.building.keys import date_of
from momentum.demo.population.rates import read_rates
from momentum.monitor.actions.approving import approve
from momentum.monitor.actions.building import new_edition, run_build
from momentum.monitor.actions.publishing import publish, submit
from momentum.monitor.models import Edition, EditionState


class NotPublished(Exception):
    """The edition could not be published; the sentence says why."""


def publish_edition(say: Callable[[str], None] = lambda _text: None) -> Edition:
    """The edition over the last whole year before the demo's today, frozen on that day.

    Raises `NotPublished` where building stopped or protection failed.
    """
    begun = perf_counter()
    builder, checker = analysts()
    freeze = date_of(read_rates().day("today"))
    year = freeze.year - 1
    edition = new_edition(
        builder,
        period_from=date(year, 1, 1),
        period_to=date(year + 1, 1, 1),
        freeze=freeze,
        title_nl=f"Monitor sociale ondernemingen {year}",
        title_en=f"Monitor of social enterprises {year}",
        slug=str(year),
        enqueue=False,
    )
    edition = run_build(edition.pk)
    if edition.state != EditionState.DRAFT:
        raise NotPublished(f"Edition {edition.slug} is {edition.state}: {edition.progress.error}")
    say(f"{perf_counter() - begun:5.1f} s  edition {edition.slug} built, protected and audited")
    edition = submit(builder, edition)
    edition = approve(checker, edition, content_hash=edition.content_hash)
    edition = publish(builder, edition)
    say(f"{perf_counter() - begun:5.1f} s  approved by {checker.user} and published")
    return edition


def analysts() -> tuple[Actor, Actor]:
    """The two analysts of the cast, the one who builds first."""
    mandates = Mandate.objects.filter(role=Role.ANALYST).select_related("user", "organisation")
    first, second = mandates.order_by("starts", "user__email")[:2]
    return tuple(
        Actor(user=each.user, role=each.role, organisation=each.organisation, mandate=each)
        for each in (first, second)
    )
