"""Django for a command: settings and records; a mistake in them is a sentence, not a traceback."""

import click


def set_up(language: str = "en") -> None:
    """Load the settings and the rooms; raises `ClickException` where they or the database are not right."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection
    from django.db.utils import DatabaseError

    try:
        django.setup()
        if "monitor_edition" not in connection.introspection.table_names():
            raise click.ClickException("The database holds no tables yet: start Momentum once (`make run`).")
    except (ImproperlyConfigured, DatabaseError) as error:
        raise click.ClickException(str(error)) from error
    from django.utils.translation import activate

    activate(language)
