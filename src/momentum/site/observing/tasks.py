"""Tasks that failed: told in the log, and their error kept without its words, which may quote a record."""

import logging
from typing import Any

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)


def tell(sender: object, task_result: Any, **_more: object) -> None:
    if task_result.status != TaskResultStatus.FAILED:
        return
    row = DBTaskResult.objects.filter(pk=task_result.id)
    kept = row.first()
    told = {"task": task_result.task.module_path, "kind": kept.exception_class_path if kept else ""}
    log.error("task_failed", extra={"told": told})
    if kept:
        places = [line.strip() for line in kept.traceback.splitlines() if line.lstrip().startswith("File ")]
        row.update(traceback="\n".join(places))
