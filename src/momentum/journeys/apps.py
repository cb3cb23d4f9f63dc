from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "momentum.journeys"

    def ready(self) -> None:
        from momentum.journeys.queries import scope

        scope.register()
