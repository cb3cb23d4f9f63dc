"""Seals names, days of birth, contact details and free texts that release 0.1 kept in plain text, history included.

Not one transaction: stopped half-way it goes on where it was, and what is sealed stays sealed. When all is, the tables
are written anew, so that no page of the database keeps the plain text.
"""

from django.db import connections, migrations
from django.db.models import F

from momentum.accounts.keys.rows import rub_out, seal_plain_rows

MODELS = (
    "Identity",
    "HistoricalIdentity",
    "CorrectionRequest",
    "FollowUp",
    "HistoricalFollowUp",
    "PurposeGround",
    "HistoricalPurposeGround",
    "Referral",
    "HistoricalReferral",
    "RightsRequest",
    "HistoricalRightsRequest",
)


def seal(apps, schema_editor):
    using = schema_editor.connection.alias
    models = [apps.get_model("journeys", name) for name in MODELS]
    if seal_plain_rows(models, using, _Persons(apps, using)):
        rub_out(connections[using], models)


class _Persons:
    """Whose a row is. A history row may outlive the journey it tells of: then the journey's own history knows."""

    def __init__(self, apps, using):
        self.apps, self.using = apps, using

    def __call__(self, model, keys):
        rows = model._default_manager.using(self.using).filter(pk__in=keys)
        if model._meta.model_name.endswith("identity"):
            return dict(rows.values_list("pk", "pseudonym"))
        if model._meta.model_name.endswith("followup"):
            found = dict(rows.values_list("pk", "spell_id"))
            journeys = self._latest("HistoricalSpell", found.values(), "journey_id")
            journeys |= self._now("Spell", found.values(), "journey_id")
            found = {key: journeys.get(spell, spell) for key, spell in found.items()}
        else:
            found = dict(rows.values_list("pk", F("journey_id")))
        names = self._latest("HistoricalJourney", found.values(), "pseudonym")
        names |= self._now("Journey", found.values(), "pseudonym")
        # Of a journey that nothing tells of any more, the text is kept under a key of its own.
        return {key: names.get(journey, f"unknown:{journey}") for key, journey in found.items()}

    def _now(self, name, keys, column):
        rows = self.apps.get_model("journeys", name)._default_manager.using(self.using)
        return dict(rows.filter(pk__in=set(keys)).values_list("pk", column))

    def _latest(self, name, keys, column):
        rows = self.apps.get_model("journeys", name)._default_manager.using(self.using)
        return dict(rows.filter(id__in=set(keys)).order_by("history_id").values_list("id", column))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journeys", "0004_sealed_under_the_key_of_who_they_are_about")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
