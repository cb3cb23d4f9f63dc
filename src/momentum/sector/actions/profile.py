"""Registering an organisation and keeping its profile."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.sector.actions.form_times import done
from momentum.sector.actions.saving import locked, put
from momentum.sector.models import Profile

PROFILE_FIELDS = frozenset(
    [
        "branch",
        "district",
        "founded",
        "closed",
        "tagline_nl",
        "tagline_en",
        "story_nl",
        "story_en",
        "website",
        "email",
        "phone",
        "listed",
    ]
)
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,28}")


def register_organisation(
    actor: Actor, *, name: str, kind: str, slug: str = "", **profile: Any
) -> Organisation:
    """A new organisation with its profile. `profile` takes PROFILE_FIELDS; branch and district also as codes."""
    require(actor, "write", "registry", Organisation())
    organisation = Organisation(name=name.strip(), kind=kind, slug=slug or free_slug(name))
    record = Profile(organisation=organisation)
    put(record, profile, PROFILE_FIELDS)
    _check(organisation, record)
    with transaction.atomic():
        organisation.save()
        record.save(force_insert=True)
    return organisation


def edit_profile(actor: Actor, organisation: Organisation, *, version: int, **changes: Any) -> Profile:
    """Changes a profile, and the organisation's `name` where given.

    Raises `Refused`, `ValidationError` by field, or `Stale` when somebody saved the profile since `version`.
    """
    require(actor, "write", "registry", organisation)
    with transaction.atomic():
        record = locked(Profile, organisation.pk, version)
        owner = record.organisation
        name = changes.pop("name", owner.name).strip()
        renamed, owner.name = name != owner.name, name
        put(record, changes, PROFILE_FIELDS)
        _check(owner, record)
        record.version += 1
        record.save()
        if renamed:
            owner.save()
        done("profile", organisation.slug)
    return record


def free_slug(name: str) -> str:
    """A slug that no organisation has yet."""
    base = slugify(name)[:74] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _check(organisation: Organisation, record: Profile) -> None:
    problems: dict[str, Any] = {}
    for each, left_out in ((organisation, []), (record, ["organisation"])):
        try:
            each.full_clean(exclude=left_out)
        except ValidationError as error:
            problems |= error.message_dict
    if record.founded and record.founded > today():
        problems["founded"] = _("This day is still to come. Write the day on which the organisation began.")
    if record.closed and record.founded and record.closed <= record.founded:
        problems["closed"] = _("The organisation cannot have stopped before it began.")
    if record.phone and not PHONE.fullmatch(record.phone):
        problems["phone"] = _("Write a telephone number in digits, for example 020 123 45 67.")
    if problems:
        raise ValidationError(problems)
