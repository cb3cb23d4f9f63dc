from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "momentum.journeys"

    def ready(self) -> None:
        from momentum.accounts.access_log.references import register_pseudonyms
        from momentum.journeys import row_security
        from momentum.journeys.actions import expiring, keeping_days
        from momentum.journeys.queries import letters, scope, signing_in, stays
        from momentum.journeys.timed_forms import TIMED
        from momentum.sector import form_times
        from momentum.sector.seats import register_taken

        letters.register()
        signing_in.register()
        scope.register()
        row_security.register_wall()
        register_taken(stays.taken)
        expiring.register()
        keeping_days.register()
        register_pseudonyms(scope.pseudonyms_of)
        for form in TIMED:
            form_times.register(form)
