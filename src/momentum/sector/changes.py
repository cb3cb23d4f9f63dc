"""When the registry changes: every saved or deleted record of it renews the registry's version."""

import uuid

from django.db.models.signals import post_delete, post_save

from momentum.accounts.models import Organisation
from momentum.sector import models

WATCHED = (
    Organisation,
    models.PlaceKind,
    models.Branch,
    models.Borough,
    models.District,
    models.Profile,
    models.Identifier,
    models.IdentifierScheme,
    models.Offer,
    models.YearFigures,
    models.Place,
)


def registry_changed(**_signal: object) -> None:
    """Renews the version. Bulk writes send no signals: whoever makes them calls this in the same transaction."""
    models.RegistryVersion.objects.bulk_create(
        [models.RegistryVersion(pk=1, token=uuid.uuid4().hex)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["token"],
    )


def watch() -> None:
    for model in WATCHED:
        for signal in (post_save, post_delete):
            signal.connect(registry_changed, sender=model, dispatch_uid=f"registry-{model.__name__}")
