"""Organisations, their places and offers."""

from django.apps import AppConfig


class SectorConfig(AppConfig):
    name = "momentum.sector"

    def ready(self) -> None:
        from momentum.accounts import daily
        from momentum.accounts.access import register_relation, register_scope, same_organisation
        from momentum.sector import changes, form_times
        from momentum.sector.actions.own_demands import file_daily
        from momentum.sector.forms import TIMED
        from momentum.sector.queries.scopes import binding_own_organisation, own_organisation

        for record in ("registry", "organisation", "requirement_report"):
            register_scope(record, own_organisation)
            register_relation(record, same_organisation)
        register_scope("requirement", binding_own_organisation)
        changes.watch()
        for form in TIMED:
            form_times.register(form)
        daily.register("own forms as demands", file_daily, order=65, each_day=False)
