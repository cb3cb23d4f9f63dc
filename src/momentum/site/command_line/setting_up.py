"""Django for a command: settings and records; a mistake in them is a sentence, not a traceback."""

import click


def set_up(
    language: str = "en", *, as_owner: bool = False, empty: bool = False, any_keys: bool = False
) -> None:
    """Load the settings and the rooms; raises `ClickException` where they or the database are not right.

    `as_owner`: with the address of the database's owner, where the settings name one. `empty`: for a restore, which
    goes into a database without tables and may follow one that was broken off. `any_keys`: for what looks after the
    keys themselves; everything else is refused where a key is missing, wrong or open to others.
    """
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection
    from django.db.utils import DatabaseError

    from momentum.site.recovery import under_way

    under_way.expected = empty
    try:
        if as_owner:
            use_owner()
        django.setup()
        if not empty and "monitor_edition" not in connection.introspection.table_names():
            raise click.ClickException("The database holds no tables yet: start Momentum once (`make run`).")
        if not empty and not any_keys:
            from momentum.accounts.actions.starting import refuse_to_start

            refuse_to_start()
    except (ImproperlyConfigured, DatabaseError) as error:
        raise click.ClickException(str(error)) from error
    from django.utils.translation import activate

    activate(language)


def use_owner() -> None:
    """Let the settings, which are about to be loaded, take the owner's address of the database where there is one."""
    import os

    os.environ["MOMENTUM_DATABASE_AS"] = "owner"
