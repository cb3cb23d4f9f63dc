"""Editions: freeze, measure, protect, audit, approve, publish."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MonitorConfig(AppConfig):
    name = "momentum.monitor"

    def ready(self) -> None:
        from momentum.accounts import daily, retention
        from momentum.accounts.access import register_relation, register_scope
        from momentum.journeys.queries.imports import register_freezes
        from momentum.monitor.actions import expiring
        from momentum.monitor.actions.requests import clock
        from momentum.monitor.queries import requests
        from momentum.monitor.queries.analysts import stands_apart
        from momentum.monitor.queries.editions import freezes_since

        register_relation("edition_approval", stands_apart)
        register_relation("table_request", requests.asked_by)
        register_scope("table_request", requests.own)
        register_relation("table_check", requests.apart_from_answer)
        daily.register("table requests", clock.remind, order=60, each_day=False)
        register_freezes(freezes_since)
        post_migrate.connect(expiring.seal_after_migrating, sender=self)
        daily.register("seal", expiring.seal_daily, order=20, each_day=False)
        for name, term, find in (
            ("facts of published editions", "edition_facts", expiring.published_past_their_term),
            ("facts of other editions", "draft_facts", expiring.drafts_past_their_term),
        ):
            retention.register(retention.Rule(name, term, find, expiring.expire_facts, at_once=1))
        asked = retention.Rule(
            "who asked for a table", "table_requests", clock.answered_past_their_term, clock.forget_askers
        )
        retention.register(asked)
        tokens = retention.Rule("tokens", "letters", expiring.expired_tokens, expiring.remove_tokens)
        retention.register(tokens)
