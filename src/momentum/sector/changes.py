"""When the registry changes: every saved or deleted record of it renews the registry's version."""

from django.db.models.signals import post_delete, post_save

from momentum.accounts.models import Organisation
from momentum.sector import models
from momentum.sector.actions.registry import registry_changed

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


def watch() -> None:
    for model in WATCHED:
        for signal in (post_save, post_delete):
            signal.connect(registry_changed, sender=model, dispatch_uid=f"registry-{model.__name__}")
