"""Builds the small city of the wall in the database that the settings name, and tells its keys as JSON.

Sanne is guided at De Brug and managed by Cas. Piet is guided at Bakkerij Zon and managed by Olga. Kees has left, is to
be asked how he is doing, and has no case manager: his questions are the journey keeper's.
"""

import json
import sys
from datetime import date

import django


def build() -> dict[str, object]:
    from momentum.accounts.models import Mandate
    from momentum.accounts.policy import Role
    from momentum.journeys import actions
    from momentum.journeys.models import (
        Assignment,
        Ground,
        Identity,
        ImportBatch,
        ImportedSpell,
        Purpose,
        RememberedMapping,
        SourceReference,
    )
    from tests.accounts.web_requests import build_world
    from tests.journeys import conftest as small

    world = build_world()
    city = world.city
    grounds = {
        Purpose.GUIDANCE: Ground.LAW,
        Purpose.COUNTING: Ground.LAW,
        Purpose.FOLLOW_UP: Ground.CONTRACT,
    }

    def another(first, last, by, coach, organisation, place, ends=None):
        journey = actions.register_participant(
            by, first_name=first, last_name=last, birth_date=date(1990, 1, 1), district=city.district,
            target_groups=[city.group], grounds=grounds,
        )  # fmt: skip
        referral = actions.refer(by, journey, to_organisation=organisation)
        actions.accept_referral(coach, referral, version=referral.version)
        spell = actions.start_spell(coach, journey, place=place, starts=date(2016, 1, 4), hours_per_week=16)
        actions.record_assessment(coach, journey, instrument="ladder", date=date(2016, 3, 1), value=3)
        if ends:
            actions.end_spell(coach, spell, version=spell.version, ends=ends, end_reason=city.reason)
        participant = small.actor(Role.PARTICIPANT, None, f"{first} {last}")
        Identity.objects.filter(pseudonym=journey.pseudonym).update(user=participant.user)
        actions.ask_correction(participant, journey, about="other", text="It was a Tuesday.")
        batch = ImportBatch.objects.create(organisation=organisation, file_name="x.csv", sha256="1" * 64)
        ImportedSpell.objects.create(batch=batch, row=2, spell=spell, version=spell.version)
        SourceReference.objects.create(journey=journey, organisation=organisation, reference=first)
        RememberedMapping.objects.create(organisation=organisation, columns=first, mapping="")
        return journey, participant

    piet, other_participant = another(
        "Piet", "Paal", city.other_case, city.bram, city.bakkerij, city.baking, ends=date(2016, 11, 14)
    )
    # His stay ended in August: 13 weeks on he is asked, and he is nobody's case any more.
    kees, _kees = another(
        "Kees", "Kruik", city.other_case, city.bram, city.bakkerij, city.baking, ends=date(2016, 8, 22)
    )
    Assignment.objects.filter(journey=kees).update(ends=date(2016, 9, 1))
    from momentum.journeys.models import Journey, Spell

    sanne = Journey.objects.get(pk=world.keys["journey"]["pk"])
    spell = Spell.objects.filter(journey=sanne).earliest("starts")
    actions.change_hours(
        city.noor, spell.__class__.objects.filter(journey=sanne).latest("starts"),
        version=Spell.objects.filter(journey=sanne).latest("starts").version,
        starts=date(2016, 9, 5), hours_per_week=20,
    )  # fmt: skip
    SourceReference.objects.create(journey=sanne, organisation=city.brug, reference="Sanne")
    RememberedMapping.objects.create(organisation=city.brug, columns="Sanne", mapping="")
    batch = ImportBatch.objects.filter(organisation=city.brug).first()
    ImportedSpell.objects.create(batch=batch, row=2, spell=spell, version=spell.version)
    mandates = {
        role.value: str((world.owner(role.value)).mandate.pk) for role in Role if role != Role.JOURNEY_KEEPER
    }
    mandates["journey_keeper"] = str(city.keeper.mandate.pk)
    strangers = {
        "participant": other_participant,
        "work_coach": city.bram,
        "case_manager": city.other_case,
    }
    return {
        "mandates": mandates,
        "users": {str(m.pk): str(m.user_id) for m in Mandate.objects.all()},
        "strangers": {role: str(who.mandate.pk) for role, who in strangers.items()},
        "journeys": {"sanne": str(sanne.pk), "piet": str(piet.pk), "kees": str(kees.pk)},
        "pseudonyms": {"sanne": sanne.pseudonym, "piet": piet.pseudonym, "kees": kees.pseudonym},
        "brug": str(city.brug.pk),
        "bakkerij": str(city.bakkerij.pk),
    }


if __name__ == "__main__":
    django.setup()
    json.dump(build(), sys.stdout)
