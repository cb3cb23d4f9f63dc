from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "momentum.site"

    def ready(self) -> None:
        from django_tasks.signals import task_finished

        from momentum.accounts import daily
        from momentum.site.observing import tasks
        from momentum.site.recovery import under_way
        from momentum.site.recovery.expiring import every_day

        under_way.refuse()
        daily.register("old backups", every_day, order=90, each_day=False)
        task_finished.connect(tasks.tell, dispatch_uid="tell of failed tasks")
