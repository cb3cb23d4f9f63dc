"""Organisations, their places and offers."""

from django.apps import AppConfig


class SectorConfig(AppConfig):
    name = "momentum.sector"

    def ready(self) -> None:
        from momentum.accounts.access import register_relation, register_scope, same_organisation
        from momentum.sector import changes
        from momentum.sector.queries.scopes import own_organisation

        for record in ("registry", "organisation"):
            register_scope(record, own_organisation)
            register_relation(record, same_organisation)
        changes.watch()
