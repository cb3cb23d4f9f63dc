import calendar
import datetime

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid

from django.conf import settings
from django.db import migrations, models

STANDS = {"open": "asked", "corrected": "done", "not_corrected": "refused"}


def _a_month_later(day: datetime.date) -> datetime.date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def give_reported_errors_a_clock(apps, schema_editor):
    reported = apps.get_model("journeys", "CorrectionRequest").objects.all()
    request = apps.get_model("journeys", "RightsRequest")
    request.objects.bulk_create(
        (
            request(
                journey_id=each.journey_id,
                right="correct",
                correction=each,
                asked_at=each.asked_at,
                due=_a_month_later(django.utils.timezone.localtime(each.asked_at).date()),
                state=STANDS[each.state],
                answered_at=each.answered_at,
                answered_by_id=each.answered_by_id,
            )
            for each in reported.iterator()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0002_follow_ups_that_are_withdrawn_and_hours_with_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaljourney",
            name="restricted_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="restricted_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="HistoricalRightsRequest",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("copy", "a copy of what is held"),
                            ("correct", "a correction"),
                            ("object", "an objection to a use"),
                            ("restrict", "a restriction: only keeping"),
                            ("erase", "erasure"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("guidance", "finding and keeping a place"),
                            ("counting", "counting in the monitor"),
                            ("follow_up", "asking afterwards how it goes"),
                            ("contact", "contact about meetings and news"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due", models.DateField(db_index=True)),
                ("prolonged_on", models.DateField(blank=True, null=True)),
                ("prolonged_because", models.TextField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waiting for an answer"),
                            ("done", "done"),
                            ("refused", "not done, with a reason"),
                            ("withdrawn", "withdrawn"),
                            ("planned", "will be done on a day"),
                            ("standing", "restricted"),
                            ("ending", "restricted until a day"),
                            ("lifted", "restriction ended"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("planned_for", models.DateField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("expires", models.DateField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="journeys.correctionrequest",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="journeys.journey",
                    ),
                ),
                (
                    "taken_down_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical rights request",
                "verbose_name_plural": "historical rights requests",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("copy", "a copy of what is held"),
                            ("correct", "a correction"),
                            ("object", "an objection to a use"),
                            ("restrict", "a restriction: only keeping"),
                            ("erase", "erasure"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("guidance", "finding and keeping a place"),
                            ("counting", "counting in the monitor"),
                            ("follow_up", "asking afterwards how it goes"),
                            ("contact", "contact about meetings and news"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due", models.DateField(db_index=True)),
                ("prolonged_on", models.DateField(blank=True, null=True)),
                ("prolonged_because", models.TextField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waiting for an answer"),
                            ("done", "done"),
                            ("refused", "not done, with a reason"),
                            ("withdrawn", "withdrawn"),
                            ("planned", "will be done on a day"),
                            ("standing", "restricted"),
                            ("ending", "restricted until a day"),
                            ("lifted", "restriction ended"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("planned_for", models.DateField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("expires", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "correction",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_request",
                        to="journeys.correctionrequest",
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_requests",
                        to="journeys.journey",
                    ),
                ),
                (
                    "taken_down_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("asked", "planned", "standing", "ending")),
                            models.Q(("right", "correct"), _negated=True),
                        ),
                        fields=("journey", "right", "purpose"),
                        name="one_open_request_a_right",
                    )
                ],
            },
        ),
        migrations.RunPython(give_reported_errors_a_clock, migrations.RunPython.noop),
    ]
