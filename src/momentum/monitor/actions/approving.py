"""The second pair of eyes: an analyst who had no hand in an edition approves it or sends it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.monitor.actions.transitions import allowed, locked, still_founded, still_safe, take
from momentum.monitor.models import Edition
from momentum.monitor.verification import changed_files


def approve(actor: Actor, edition: Edition, *, content_hash: str, version: int | None = None) -> Edition:
    """Approve exactly the content whose hash the approver saw. Raises `Refused` for an own edition."""
    allowed(actor, "approve", edition)
    with transaction.atomic():
        edition = locked(edition, version)
        if content_hash != edition.content_hash:
            raise ValidationError(
                _("This edition was built again after you looked at it. Look at it as it is now.")
            )
        still_founded(edition)
        still_safe(edition)
        if changed := changed_files(edition):
            raise ValidationError(
                _("The files of this edition are not what was built: %(files)s. Build it again.")
                % {"files": ", ".join(changed)}
            )
        take(actor, edition, "approve")
    return edition


def send_back(actor: Actor, edition: Edition, *, reason: str, version: int | None = None) -> Edition:
    """Send an edition back to its builder, with a reason."""
    allowed(actor, "send_back", edition)
    with transaction.atomic():
        edition = locked(edition, version)
        take(actor, edition, "send_back", remark=reason)
    return edition
