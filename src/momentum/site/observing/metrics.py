"""Figures for a collector such as Prometheus: requests, tasks, mail, the log's head, editions. Nobody's data, and no
count of people.

Served to whoever shows the token that lies in the folder of keys (`metrics_token`), whatever name and scheme the
server is asked by; to everybody else the address does not exist.
"""

import hmac
import os
from collections.abc import Iterator
from functools import cache
from time import time

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from momentum.accounts.access_log.reading import head
from momentum.accounts.keys import secret
from momentum.accounts.mail_queue.queries import how_mail_stands
from momentum.monitor.models import Edition
from momentum.site.observing.heartbeat import last_beat

PATH = "/metrics"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OWN_REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "momentum_requests",
    "Requests by page, method and status",
    ["route", "method", "status"],
    registry=OWN_REGISTRY,
)
SECONDS = Histogram(
    "momentum_request_seconds",
    "How long requests took, by page",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=OWN_REGISTRY,
)


def count(route: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


@cache
def token() -> str:
    """What a collector shows, made when first needed."""
    return secret(settings.KEYS, "metrics_token")


def may_collect(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "")
    return hmac.compare_digest(shown.encode(), f"Bearer {token()}".encode())


def answer() -> HttpResponse:
    """Everything counted so far, of all processes of this server, and how things stand now."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(OWN_REGISTRY)
    registry.register(Standing())
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


class Standing(Collector):
    """How things stand at the moment somebody asks, read from the database."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from django_tasks_db.models import DBTaskResult

        tasks = dict(DBTaskResult.objects.values_list("status").annotate(Count("pk")).order_by())
        yield _by(
            "momentum_tasks", "Tasks by how they stand", "status", {k.lower(): n for k, n in tasks.items()}
        )
        yield _by("momentum_mail", "Letters by how they stand", "state", how_mail_stands())
        editions = dict(Edition.objects.values_list("state").annotate(Count("pk")).order_by())
        yield _by("momentum_editions", "Editions by state", "state", editions)
        number, _digest = head()
        yield GaugeMetricFamily(
            "momentum_access_log_head", "Number of the last entry of the access log", value=number
        )
        beat = last_beat()
        if beat is not None:
            yield GaugeMetricFamily(
                "momentum_worker_silent_seconds",
                "Since when the worker was not heard",
                value=time() - beat.timestamp(),
            )


def _by(name: str, told: str, label: str, numbers: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, number in sorted(numbers.items()):
        family.add_metric([key], number)
    return family
