"""The identity of the sector."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "momentum.identity"

    def ready(self) -> None:
        from momentum.accounts import daily
        from momentum.accounts.access import register_relation, register_scope, same_organisation
        from momentum.identity.actions.answering import FORM
        from momentum.identity.actions.rounds import remind
        from momentum.identity.queries.statements import stands_apart
        from momentum.sector import form_times
        from momentum.sector.queries.scopes import own_organisation

        register_relation("identity_approval", stands_apart)
        register_scope("identity_profile", own_organisation)
        register_relation("identity_profile", same_organisation)
        form_times.register(form_times.Form(FORM, _("Yearly profile of the enterprise"), times=1))
        daily.register("identity profiles", remind, order=61, each_day=False)
