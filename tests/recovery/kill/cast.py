"""Runs inside a place: with whom and what the client can act there."""

from typing import Any


def cast() -> dict[str, Any]:
    from django.db.models import Q

    from momentum.accounts.actor import Actor
    from momentum.accounts.queries import demo_mandates
    from momentum.journeys.models import Journey, Spell
    from momentum.journeys.queries import people
    from momentum.sector.models import Place, PlaceKind

    shown = demo_mandates()
    coach = next(each for each in shown if each.role == "work_coach")
    manager = next(each for each in shown if each.role == "enterprise_manager")
    actor = Actor(coach.user, coach.role, coach.organisation, coach)
    known = people.names_of(actor, Journey.objects.filter(died__isnull=True), "start a stay")

    def free(place):
        """Who has had no stay of that kind in this organisation lately: two of one kind may not overlap."""
        lately = Q(ends__isnull=True) | Q(ends__gte="2016-12-15")
        busy = Spell.objects.filter(lately, organisation=coach.organisation, kind=place.kind_id)
        taken = set(busy.values_list("journey", flat=True))
        return [str(each.pk) for each, _name in known if each.pk not in taken]

    place = max(Place.objects.filter(organisation=coach.organisation), key=lambda each: len(free(each)))
    return {
        "coach": str(coach.pk),
        "manager": str(manager.pk),
        "analysts": [str(each.pk) for each in shown if each.role == "analyst"],
        "people": free(place),
        "place": str(place.pk),
        "kind": PlaceKind.objects.filter(paid=False).first().name_en,
    }
