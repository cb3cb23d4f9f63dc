"""Noting that the registry changed."""

import uuid

from momentum.sector.models import RegistryVersion


def registry_changed(**_signal: object) -> None:
    """Renews the registry's version: what was drawn from it is drawn anew.

    Every saved or deleted record of the registry does this by itself (`momentum.sector.changes`). Bulk writes
    send no signals: whoever makes them calls this in the same transaction.
    """
    RegistryVersion.objects.bulk_create(
        [RegistryVersion(pk=1, token=uuid.uuid4().hex)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["token"],
    )
