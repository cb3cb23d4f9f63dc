from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "momentum.journeys"

    def ready(self) -> None:
        from momentum.accounts.queries import register_pseudonym
        from momentum.journeys.queries import scope, stays
        from momentum.sector.seats import register_taken

        scope.register()
        register_taken(stays.taken)
        register_pseudonym(scope.pseudonym_of)
