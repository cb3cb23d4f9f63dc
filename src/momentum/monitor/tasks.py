"""The work that outlives a request."""

from django.utils import timezone
from django_tasks import task

from momentum.monitor.actions import run_build
from momentum.monitor.actions.comparing import run_comparison
from momentum.monitor.actions.progress import beating, heart
from momentum.monitor.actions.requests import running
from momentum.monitor.models import Comparison


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


@task()
def compare_plans(comparison: str) -> None:
    """Work out the comparison with this id."""
    mine = Comparison.objects.filter(pk=comparison)
    with heart(lambda: mine.update(beat=timezone.now())):
        run_comparison(comparison)
