"""Numbers by which registers know an organisation."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.models import Organisation
from momentum.sector.actions.form_times import done
from momentum.sector.actions.saving import word
from momentum.sector.models import Identifier, IdentifierScheme


def set_identifier(actor: Actor, organisation: Organisation, *, scheme: str, value: str) -> Identifier | None:
    """Sets the organisation's number in a scheme; an empty value takes it away. Spaces and dots do not count."""
    require(actor, "write", "registry", organisation)
    kind = word(IdentifierScheme, "scheme", scheme)
    value = re.sub(r"[\s.]", "", value)
    if value:
        _check(kind, value)
    with transaction.atomic():
        # The scheme's row serves as the lock of its numbers: two organisations cannot both be the first.
        IdentifierScheme.objects.select_for_update().get(pk=kind.pk)
        done("identifier", organisation.slug)
        if not value:
            Identifier.objects.filter(organisation=organisation, scheme=kind).delete()
            return None
        if Identifier.objects.filter(scheme=kind, value=value).exclude(organisation=organisation).exists():
            raise ValidationError(
                {
                    "value": _(
                        "Another organisation in the registry has this number. Check it; if it is right, "
                        "ask the platform organisation to look."
                    )
                }
            )
        identifier, _created = Identifier.objects.update_or_create(
            organisation=organisation, scheme=kind, defaults={"value": value}
        )
    return identifier


def _check(kind: IdentifierScheme, value: str) -> None:
    if not re.fullmatch(kind.pattern, value):
        raise ValidationError(
            {
                "value": _("“%(value)s” is not a %(scheme)s: it should be %(hint)s.")
                % {"value": value, "scheme": kind.name, "hint": kind.hint}
            }
        )
    if kind.check_digit == "eleven" and not passes_eleven_test(value):
        raise ValidationError(
            {
                "value": _("“%(value)s” is not a valid %(scheme)s: there is a typing mistake in it.")
                % {"value": value, "scheme": kind.name}
            }
        )


def passes_eleven_test(digits: str) -> bool:
    """The eleven-test of Dutch nine-digit numbers: weights 9 to 2, and −1 for the last digit."""
    weights = (*range(len(digits), 1, -1), -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0
