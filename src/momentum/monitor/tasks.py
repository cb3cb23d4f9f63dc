"""The work that outlives a request."""

from django_tasks import task

from momentum.monitor.actions import run_build
from momentum.monitor.actions.progress import beating


@task()
def build_edition(edition: str) -> None:
    """Build the edition with this id."""
    with beating(edition):
        run_build(edition)
