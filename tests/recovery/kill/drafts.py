"""Runs inside a place: editions built beforehand, so that a run of minutes has something to publish."""

from datetime import date

PERIOD = date(2016, 10, 1), date(2017, 1, 1)


def drafts(analyst: str, count: int) -> list[str]:
    """The addresses of `count` editions of one quarter, each a draft of the analyst with this mandate."""
    from momentum.accounts.actor import Actor
    from momentum.accounts.models import Mandate
    from momentum.monitor.actions.building import new_edition, run_build
    from tests.recovery.kill.worker import hurry

    hurry()
    mandate = Mandate.objects.get(pk=analyst)
    actor = Actor(mandate.user, mandate.role, mandate.organisation, mandate)
    found = []
    for number in range(1, count + 1):
        edition = new_edition(
            actor, period_from=PERIOD[0], period_to=PERIOD[1], freeze=date(2017, 2, 1),
            title_nl=f"Klaar {number}", title_en=f"Ready {number}", slug=f"ready-{number}", enqueue=False,
        )  # fmt: skip
        edition = run_build(edition.pk)
        assert edition.state == "draft", (edition.state, edition.progress.error)
        found.append(edition.slug)
    return found
