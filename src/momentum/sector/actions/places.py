"""Adding, editing and closing places."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.sector.actions.form_times import done
from momentum.sector.actions.saving import locked, put
from momentum.sector.models import Place
from momentum.sector.seats import taken_at

PLACE_FIELDS = frozenset(
    [
        "kind",
        "title_nl",
        "title_en",
        "description_nl",
        "description_en",
        "district",
        "capacity",
        "hours_from",
        "hours_to",
        "opens",
        "closes",
    ]
)
MOST_SEATS = 1000
MOST_HOURS = 60


def add_place(actor: Actor, organisation: Organisation, **values: Any) -> Place:
    """A new place with PLACE_FIELDS; kind and district also as codes. It opens today unless `opens` says otherwise."""
    require(actor, "write", "registry", organisation)
    place = Place(organisation=organisation, opens=today())
    put(place, values, PLACE_FIELDS)
    _check(place)
    with transaction.atomic():
        place.save(force_insert=True)
        done("place", organisation.slug)
    return place


def edit_place(actor: Actor, place: Place, *, version: int, **changes: Any) -> Place:
    """Changes a place. Raises `Refused`, `ValidationError` by field, or `Stale`."""
    require(actor, "write", "registry", place)
    with transaction.atomic():
        record = locked(Place, place.pk, version)
        put(record, changes, PLACE_FIELDS)
        _check(record)
        taken = taken_at(record.pk)
        if record.capacity < taken:
            raise ValidationError(
                {
                    "capacity": ngettext(
                        "%(count)d person has a place here now: fewer places than that is not possible.",
                        "%(count)d people have a place here now: fewer places than that is not possible.",
                        taken,
                    )
                    % {"count": taken}
                }
            )
        record.version += 1
        record.save()
        done("place", str(record.pk))
    return record


def close_place(actor: Actor, place: Place, *, version: int, closes: date) -> Place:
    """Closes a place: `closes` is the first day on which it is no longer there."""
    require(actor, "write", "registry", place)
    with transaction.atomic():
        record = locked(Place, place.pk, version)
        record.closes = closes
        _check(record)
        taken = taken_at(record.pk)
        if taken and closes <= today():
            raise ValidationError(
                {
                    "closes": ngettext(
                        "%(count)d person still has a place here. End that stay first, or choose a later day.",
                        "%(count)d people still have a place here. End those stays first, or choose a later day.",
                        taken,
                    )
                    % {"count": taken}
                }
            )
        record.version += 1
        record.save()
        done("place", str(record.pk))
    return record


def _check(place: Place) -> None:
    place.title_en = place.title_en or place.title_nl
    problems: dict[str, Any] = {}
    try:
        place.full_clean(exclude=["organisation"], validate_constraints=False)
    except ValidationError as error:
        problems |= error.message_dict
    if "capacity" not in problems and not 1 <= place.capacity <= MOST_SEATS:
        problems["capacity"] = _("Write how many people can work here, from 1 to %d.") % MOST_SEATS
    if not {"hours_from", "hours_to"} & problems.keys():
        if place.hours_to < place.hours_from:
            problems["hours_to"] = _("The most hours a week cannot be less than the least.")
        elif place.hours_to > MOST_HOURS:
            problems["hours_to"] = _("A week has at most %d hours of work here.") % MOST_HOURS
    if place.opens and place.closes and place.closes <= place.opens:
        problems["closes"] = _("A place cannot close before it opens.")
    if problems:
        raise ValidationError(problems)
