"""A task that fails with somebody's name on its lips."""

from django_tasks import task


@task()
def fail_about(name: str) -> None:
    raise ValueError(f"{name} is not there")
