"""How a new city begins: its first operator, whom nobody can invite."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from momentum.accounts.access import log
from momentum.accounts.actions.invitations import make_invitation
from momentum.accounts.actions.participants import show_account
from momentum.accounts.actor import VISITOR
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, Organisation, OrganisationKind, User
from momentum.accounts.policy import Record, Role
from momentum.accounts.purposes import Purpose
from momentum.accounts.queries import running


class AlreadyBegun(Exception):
    """There is an operator already."""


def begin(*, email: str, name: str, organisation: str, language: str = "nl") -> str:
    """Make the platform organisation and its first operator; the token of their invitation. For the command line of
    whoever owns the machine: it asks nobody's permission, is logged, and works only while there is no operator."""
    validate_email(email)
    if not name.strip() or not slugify(organisation):
        raise ValidationError(_("Write the person's name."))
    with transaction.atomic():
        if Mandate.objects.filter(running(), role=Role.OPERATOR).exists():
            raise AlreadyBegun
        place, _made = Organisation.objects.get_or_create(
            slug=slugify(organisation), defaults={"name": organisation, "kind": OrganisationKind.PLATFORM}
        )
        user = User.objects.by_address(email) or User.objects.create_user(
            email=email, name=name.strip(), language=language
        )
        show_account(user, name=name.strip(), email=email)
        mandate = Mandate.objects.create(user=user, organisation=place, role=Role.OPERATOR, starts=today())
        log(
            VISITOR,
            "write",
            Record.ACCOUNTS,
            purpose=Purpose.ADMINISTRATION,
            detail=f"first operator, from the command line (mandate {mandate.pk})",
        )
        return make_invitation(user, made_by=None)
