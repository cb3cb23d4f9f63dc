from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "momentum.site"

    def ready(self) -> None:
        from momentum.accounts import daily
        from momentum.site.recovery import under_way
        from momentum.site.recovery.expiring import every_day

        under_way.refuse()
        daily.register("old backups", every_day, order=90, each_day=False)
