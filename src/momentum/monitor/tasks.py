"""The work that outlives a request."""

from django_tasks import task

from momentum.monitor.actions import run_build
from momentum.monitor.actions.progress import beating
from momentum.monitor.actions.requests import running


@task()
def build_edition(edition: str) -> None:
    """Build the edition with this id."""
    with beating(edition):
        run_build(edition)


@task()
def build_answer_to(request: str) -> None:
    """Build the answer to the request with this id."""
    with running.beating(request):
        running.run_answer(request)
