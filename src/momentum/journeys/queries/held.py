"""What is held about one person, counted by what it tells: for themselves to read, and for the receipt of an erasure."""

from collections.abc import Collection, Sequence

from django.apps import apps
from django.db.models import CASCADE, QuerySet

from momentum.accounts.models import User
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    Identity,
    Instrument,
    Journey,
    Membership,
    PurposeGround,
    Referral,
    RightsRequest,
    SourceReference,
    Spell,
    SpellHours,
)


def family(journey: Journey) -> list[Journey]:
    """The record and every record that was merged with it, a merged one before the one it was merged into."""
    found = [journey]
    for each in found:
        known = [one.pk for one in found]
        found += Journey.objects.filter(merged_into=each).exclude(pk__in=known)
    return found[::-1]


def what_is_held(people: Sequence[Journey]) -> dict[str, int]:
    """How many rows there are of each kind of thing; kinds of which there are none are left out."""
    identities = Identity.objects.filter(pseudonym__in=[each.pseudonym for each in people])

    def of(rows: QuerySet, path: str = "journey") -> int:
        return rows.filter(**{f"{path}__in": people}).count()

    counts = {
        "identity": identities.count(),
        "journey": len(people),
        "stays": of(Spell.objects.all()),
        "hours": of(SpellHours.objects.all(), "spell__journey"),
        "measurements": of(Assessment.objects.exclude(instrument=Instrument.OWN_VOICE)),
        "own_voice": of(Assessment.objects.filter(instrument=Instrument.OWN_VOICE)),
        "groups": of(Membership.objects.all()),
        "referrals": of(Referral.objects.all()),
        "follow_ups": of(FollowUp.objects.all(), "spell__journey"),
        "grounds": of(PurposeGround.objects.all()),
        "caseload": of(Assignment.objects.all()),
        "errors": of(CorrectionRequest.objects.all()),
        "requests": of(RightsRequest.objects.all()),
        "references": of(SourceReference.objects.all()),
        "account": User.objects.filter(identity__in=identities).count(),
        "history": sum(rows.count() for rows in history_of(people).values()),
    }
    return {kind: count for kind, count in counts.items() if count}


def history_of(people: Collection[Journey]) -> dict[type, QuerySet]:
    """The rows of every history table that tell of these people, also of rows that are gone, by table.

    What is known to be theirs grows from table to table: hours are found by their stay, a stay by its journey.
    """
    theirs: dict[type, set[object]] = {
        Journey: {each.pk for each in people},
        Identity: set(
            Identity.history.filter(pseudonym__in=[each.pseudonym for each in people]).values_list(
                "id", flat=True
            )
        ),
    }
    kept = [model for model in apps.get_models() if hasattr(model, "history")]
    grown = True
    while grown:
        before = sum(len(keys) for keys in theirs.values())
        for model in kept:
            for field in model._meta.concrete_fields:
                owner = field.related_model
                if owner in theirs and getattr(field.remote_field, "on_delete", None) is CASCADE:
                    past = model.history.filter(**{f"{field.attname}__in": theirs[owner]})
                    theirs.setdefault(model, set()).update(past.values_list("id", flat=True))
        grown = sum(len(keys) for keys in theirs.values()) > before
    return {
        model.history.model: model.history.filter(id__in=theirs[model]) for model in kept if theirs.get(model)
    }
