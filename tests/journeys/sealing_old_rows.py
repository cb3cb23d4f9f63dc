"""Run by test_sealing_old_rows: a database of release 0.1 with people in it goes forward to the present.

Prints, as JSON, what is read afterwards, how many rows a second run would still seal, and who had a key.
"""

import json
import sys
from datetime import date, datetime
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

OLD = ("journeys", "0002_follow_ups_that_are_withdrawn_and_hours_with_history")
WHEN = datetime.fromisoformat("2016-05-01T12:00:00+00:00")


def plant(number, word):
    """A person of release 0.1, whose journey's history outlives it where `number` is odd."""
    get = MigrationExecutor(connection).loader.project_state(OLD).apps.get_model
    own = {"first_name": f"{word}voornaam", "last_name": f"{word}achternaam", "email": f"{word}@example.org"}
    own |= {"birth_date": date(1971, 3, 9), "phone": f"06 {word}"}
    pseudonym, past = f"{number:064x}", {"history_date": WHEN, "history_type": "+"}
    user = get("accounts", "User").objects.create(email=f"{word}{number}@login.example", name=f"{word}naam")
    get("accounts", "Mandate").objects.create(user=user, role="participant", starts=date(2016, 1, 1))
    signs_in = None if number % 2 else user  # the others were invited, and not registered yet
    identity = get("journeys", "Identity").objects.create(pseudonym=pseudonym, user=signs_in, **own)
    get("journeys", "HistoricalIdentity").objects.create(id=identity.pk, pseudonym=pseudonym, **own, **past)
    journey = get("journeys", "Journey").objects.create(pseudonym=pseudonym)
    get("journeys", "HistoricalJourney").objects.create(id=journey.pk, pseudonym=pseudonym, **past)
    organisation, _ = get("accounts", "Organisation").objects.get_or_create(
        slug="brug", defaults={"name": "Brug", "kind": "social_enterprise"}
    )
    kind, _ = get("sector", "PlaceKind").objects.get_or_create(
        code="regular_job", defaults={"name_nl": "baan", "name_en": "job", "paid": True, "position": 1}
    )
    about = {"journey_id": journey.pk, "to_organisation_id": organisation.pk, "wish": f"{word}wens"}
    referral = get("journeys", "Referral").objects.create(**about)
    get("journeys", "HistoricalReferral").objects.create(id=referral.pk, **about, **past)
    get("journeys", "CorrectionRequest").objects.create(journey=journey, about="x", text=f"{word}fout")
    ground = {
        "purpose": "guidance",
        "ground": "law",
        "starts": date(2016, 1, 1),
        "explanation": f"{word}uitleg",
    }
    get("journeys", "PurposeGround").objects.create(journey=journey, **ground)
    spell = get("journeys", "Spell").objects.create(
        journey=journey, organisation=organisation, kind=kind, starts=date(2016, 1, 1)
    )
    asked = {"weeks": 13, "due": date(2016, 4, 1), "remark": f"{word}opmerking"}
    get("journeys", "FollowUp").objects.create(spell=spell, **asked)
    get("journeys", "HistoricalFollowUp").objects.create(id=uuid4(), spell_id=spell.pk, **asked, **past)
    get("journeys", "SourceReference").objects.create(
        journey=journey, organisation=organisation, reference=f"{word}lijst{number}"
    )
    if number % 2:
        journey.delete()


def main(words):
    call_command("migrate", *OLD, verbosity=0, skip_checks=True)
    for number, word in enumerate(words * 8):
        plant(number, word)
    call_command("migrate", verbosity=0, skip_checks=True)
    from momentum.accounts.keys.rotation import sealed_models, without_key
    from momentum.accounts.keys.rows import sealed_rows
    from momentum.accounts.models import User
    from momentum.accounts.sealed_fields import sealed_fields
    from momentum.journeys.models import Identity, SourceReference
    from momentum.journeys.source_references import digests_of

    texts = [
        str(getattr(row, field.name))
        for model in sealed_models()
        for row in model._default_manager.all()
        for field in sealed_fields(model)
    ]
    values = [place for model in sealed_models() for place, _text in sealed_rows(model, "default")]
    names = [each.name for each in Identity.objects.order_by("pseudonym")]
    accounts = [
        [number, user.name, user.email, user.address, user.shown_name]
        for number, word in enumerate(words * 8)
        if (user := User.objects.by_address(f"{word}{number}@login.example"))
    ]
    told = {
        "accounts": accounts,
        "references": [
            [each.reference, each.digest == digests_of(each.organisation_id)(each.reference)]
            for each in SourceReference.objects.order_by("pk")
        ],
        "texts": texts,
        "values": len(values),
        "unsealed": list(without_key()),
        "names": names,
    }
    sys.stdout.write(json.dumps(told))


main(sys.argv[1:])
