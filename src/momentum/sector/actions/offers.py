"""What an organisation sells."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.models import Organisation
from momentum.sector.actions.form_times import done
from momentum.sector.models import Offer


def add_offer(actor: Actor, organisation: Organisation, *, name_nl: str, name_en: str = "") -> Offer:
    """One more thing the organisation sells, at the end of its list; without an English name the Dutch one serves."""
    require(actor, "write", "registry", organisation)
    name_nl = name_nl.strip()
    offer = Offer(organisation=organisation, name_nl=name_nl, name_en=name_en.strip() or name_nl)
    with transaction.atomic():
        # The organisation's row serves as the lock of its list.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = list(Offer.objects.filter(organisation=organisation))
        offer.position = max((each.position for each in known), default=0) + 1
        offer.full_clean(exclude=["organisation"])
        if any(each.name_nl.casefold() == offer.name_nl.casefold() for each in known):
            raise ValidationError({"name_nl": _("This is already on your list.")})
        offer.save()
        done("offer", organisation.slug)
    return offer


def remove_offer(actor: Actor, offer_id: int) -> None:
    """Takes an offer off its organisation's list."""
    require(actor, "write", "registry")
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        raise Refused("write", "registry", detail=str(offer_id))
    require(actor, "write", "registry", offer)
    offer.delete()
