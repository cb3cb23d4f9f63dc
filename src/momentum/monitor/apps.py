"""Editions: freeze, measure, protect, audit, approve, publish."""

from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "momentum.monitor"

    def ready(self) -> None:
        from momentum.accounts.access import register_relation
        from momentum.journeys.queries.imports import register_freezes
        from momentum.monitor.queries.analysts import stands_apart
        from momentum.monitor.queries.editions import freezes_since

        register_relation("edition_approval", stands_apart)
        register_freezes(freezes_since)
