"""A restore goes into an empty place, and clears only what a restore before it left."""

import shutil
from pathlib import Path

from django.db import connection

from momentum.site.recovery.places import file_places, files_of


def what_is_here() -> list[str]:
    """What stands in the way of a restore."""
    found = []
    if tables := connection.introspection.table_names():
        found.append(f"the database {connection.settings_dict['NAME']} holds {len(tables)} tables")
    for place, folder in file_places().items():
        # Anchors are kept apart and may have stayed; they are never written over.
        if place != "anchors" and folder.is_dir() and next(files_of(place, folder), None):
            found.append(f"{folder} holds files")
    return found


def clear() -> None:
    """Empty the database and the folders of files."""
    if connection.vendor == "sqlite":
        connection.close()
        name = Path(connection.settings_dict["NAME"])
        for path in (name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-shm")):
            path.unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
    for place, folder in file_places().items():
        if place != "anchors":
            shutil.rmtree(folder, ignore_errors=True)
