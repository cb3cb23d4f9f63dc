from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "momentum.accounts"

    def ready(self) -> None:
        from momentum.accounts import access, daily, database_rules, queries
        from momentum.accounts.actions.mail_queue import forget_mail
        from momentum.accounts.policy import Record

        access.register_scope(Record.ACCOUNTS, queries.mandates_of_own_organisation)
        access.register_relation(Record.ACCESS_LOG, queries.is_about_me)
        access.register_scope(Record.ACCESS_LOG, queries.entries_about_me)
        post_migrate.connect(database_rules.install, sender=self)
        daily.register("mail", forget_mail, order=80)
