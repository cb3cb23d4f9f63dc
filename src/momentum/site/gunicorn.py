"""How the web server runs: two workers a core pair, threads for requests that wait, no control socket at home."""

import logging.config
import multiprocessing
import os
import shutil
import tempfile
from typing import Any

workers = max(2, multiprocessing.cpu_count())
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
accesslog = None
loglevel = "warning"
control_socket_disable = True
# What a request may be at most, before anything looks into it.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# Each process counts in a file of its own here; a new start counts anew.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="momentum-metrics-")


def post_worker_init(worker: Any) -> None:
    """Django's settings stand now: the server's own log goes the way of all others, without addresses."""
    from django.conf import settings

    from momentum.site.observing import metrics

    logging.config.dictConfig(settings.LOGGING)
    metrics.token()  # so that it lies there for whoever sets up a collector


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
