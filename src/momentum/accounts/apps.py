from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccountsConfig(AppConfig):
    name = "momentum.accounts"

    def ready(self) -> None:
        from django.core import checks

        from momentum.accounts import access, daily, database_rules, queries, retention
        from momentum.accounts.access_log import queries as log_queries
        from momentum.accounts.access_log import rules
        from momentum.accounts.access_log.anchors import anchor
        from momentum.accounts.access_log.sealing import register_columns
        from momentum.accounts.actions import forgetting, log_questions
        from momentum.accounts.actions.log_expiry import entries_in, expired, remove_expired
        from momentum.accounts.actions.mail_queue import forget_mail
        from momentum.accounts.actions.retention import run_daily
        from momentum.accounts.actions.sessions import sweep
        from momentum.accounts.actions.starting import remember
        from momentum.accounts.checks import every_field_is_spoken_for, terms_are_understood
        from momentum.accounts.keys.checks import keys_are_safe
        from momentum.accounts.keys.rotation import finish_daily
        from momentum.accounts.policy import Record
        from momentum.accounts.row_security import access_log as wall_of_the_log
        from momentum.accounts.row_security import installing
        from momentum.accounts.sign_in import receivers  # noqa: F401

        access.register_scope(Record.ACCOUNTS, queries.mandates_of_own_organisation)
        access.register_relation(Record.ACCESS_LOG, log_queries.is_about_me)
        access.register_scope(Record.ACCESS_LOG, log_queries.entries_about_me)
        post_migrate.connect(database_rules.install, sender=self)
        wall_of_the_log.register_wall()
        register_columns()
        pre_migrate.connect(installing.check_owner, sender=self)
        post_migrate.connect(installing.install, sender=self)
        daily.register("sign-in", sweep, order=40, each_day=False)
        daily.register("anchor", anchor, order=10, each_day=False)
        daily.register("questions about the log", log_questions.forget_unreadable, each_day=False)
        retention.register(
            retention.Rule(
                "questions about the log",
                "access_log",
                log_questions.answered_before,
                log_questions.remove_answered,
            )
        )
        retention.register(
            retention.Rule("access log", "access_log", expired, remove_expired, size=entries_in)
        )
        daily.register("mail", forget_mail, order=95, each_day=False)
        forgetting.register()
        daily.register("retention", run_daily, order=90, each_day=False)
        checks.register(every_field_is_spoken_for)
        checks.register(keys_are_safe)
        daily.register("keys", remember, order=5, each_day=False)
        daily.register("key rotation", finish_daily, order=70, each_day=False)
        checks.register(terms_are_understood)
        post_migrate.connect(rules.install, sender=self)
