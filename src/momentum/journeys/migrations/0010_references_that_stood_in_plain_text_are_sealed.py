"""Gives every reference of an organisation's own files its digest, and seals it under the key of whom it names.

The digests first: goes on where it was when it was stopped. Then the table is written anew, so that no page keeps the
plain text. The key of the digests is made here, before anything starts, so that the database comes to know it.
"""

from django.db import connections, migrations, models, transaction
from django.db.models.functions import Cast

from momentum.accounts.keys.rows import rub_out, seal_plain_rows
from momentum.journeys.source_references import digests_of


def seal(apps, schema_editor):
    using = schema_editor.connection.alias
    model = apps.get_model("journeys", "SourceReference")
    rows = model._default_manager.using(using)
    digests_of(None)
    with transaction.atomic(using=using):
        plain = rows.filter(digest=None).annotate(held=Cast("reference", models.TextField()))
        for key, organisation, reference in list(plain.values_list("pk", "organisation_id", "held")):
            rows.filter(pk=key).update(digest=digests_of(organisation)(reference))

    def whose(_model, keys):
        return dict(rows.filter(pk__in=keys).values_list("pk", "journey__pseudonym"))

    seal_plain_rows([model], using, whose)
    if rows.exists():
        rub_out(connections[using], [model])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journeys", "0009_references_are_sealed_and_matched_by_a_digest")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
