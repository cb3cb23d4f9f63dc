"""The access log becomes a chain: numbered, each entry with the digest of the one before; people by reference."""

from uuid import UUID

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, content, digest_of
from momentum.accounts.access_log.references import references_of

AT_ONCE = 1000


def lift_the_rules_of_before(apps, schema_editor):
    on = " ON {}" if schema_editor.connection.vendor == "postgresql" else ""
    for name, table in (
        ("access_entry_written_once", "accounts_accessentry"),
        ("access_entry_person_written_once", "accounts_accessentryperson"),
    ):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + on.format(table))


def chain_what_exists(apps, schema_editor):
    """In the order in which the entries were written."""
    entries = apps.get_model("accounts", "AccessEntry").objects.order_by("id")
    persons = apps.get_model("accounts", "AccessEntryPerson").objects
    participants = _references_of_participants(schema_editor.connection) if entries.exists() else {}
    number, previous, after = 0, BEFORE_THE_FIRST, 0
    while batch := list(entries.filter(id__gt=after).select_related("organisation")[:AT_ONCE]):
        named = list(persons.filter(entry__in=[each.id for each in batch]))
        references = references_of({each.reference for each in named})
        for each in named:
            each.reference = references[each.reference]
        of_entry = {}
        for each in named:
            of_entry.setdefault(each.entry_id, []).append(each.reference)
        for entry in batch:
            number += 1
            entry.number, entry.previous = number, previous
            entry.organisation_name = entry.organisation.name if entry.organisation else ""
            if entry.role == "participant":
                who = str(entry.user_id or "")
                entry.acting = participants.get(who, f"sign-in {who}" if who else "")
                entry.user, entry.user_name = None, ""
            entry.digest = previous = digest_of(content(entry, of_entry.get(entry.id, [])))
        persons.bulk_update(named, ["reference"], batch_size=AT_ONCE)
        entries.bulk_update(
            batch, ["number", "previous", "digest", "organisation_name", "acting", "user", "user_name"], AT_ONCE
        )
        after = batch[-1].id
    apps.get_model("accounts", "AccessLogHead").objects.create(pk=1, number=number, digest=previous)


def _references_of_participants(connection):
    """By the id of their sign-in: what the log calls them. The room above keeps who they are."""
    if "journeys_identity" not in connection.introspection.table_names():
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, pseudonym FROM journeys_identity WHERE user_id IS NOT NULL")
        rows = [(str(UUID(str(user))), pseudonym) for user, pseudonym in cursor.fetchall()]
    references = references_of([pseudonym for _user, pseudonym in rows])
    return {user: references[pseudonym] for user, pseudonym in rows}


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_mail_waits_in_a_queue")]

    operations = [
        migrations.RunPython(lift_the_rules_of_before, migrations.RunPython.noop),
        migrations.CreateModel(
            name="AccessLogHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(default=BEFORE_THE_FIRST, max_length=64)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="access_log_has_one_head")]},
        ),
        migrations.CreateModel(
            name="ExpiredSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField(unique=True)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("removed_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                "ordering": ["first"],
                "constraints": [models.CheckConstraint(condition=models.Q(("first__lte", models.F("last"))), name="segment_is_not_empty")],
            },
        ),
        migrations.AlterModelOptions(name="accessentry", options={"ordering": ["-number"]}),
        migrations.AddField("accessentry", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("accessentry", "acting", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("accessentry", "organisation_name", models.CharField(blank=True, default="", max_length=160), preserve_default=False),
        migrations.AddField("accessentry", "previous", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField("accessentry", "digest", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AlterField("accessentry", "user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AlterField("accessentry", "organisation", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
        migrations.AlterField("accessentry", "user_name", models.CharField(blank=True, max_length=120)),
        migrations.RemoveConstraint("accessentryperson", "access_entry_names_a_person_once"),
        migrations.RenameField("accessentryperson", "pseudonym", "reference"),
        migrations.AddConstraint("accessentryperson", models.UniqueConstraint(fields=("entry", "reference"), name="access_entry_names_a_person_once")),
        migrations.RunPython(chain_what_exists, migrations.RunPython.noop),
        migrations.AlterField("accessentry", "number", models.PositiveBigIntegerField(unique=True)),
    ]
