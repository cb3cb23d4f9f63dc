"""From draft to public, and what may become of it afterwards. The address of a published edition stays."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.monitor.actions.transitions import allowed, locked, still_founded, still_safe, take
from momentum.monitor.building.released import lock_releases, released_since
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.queries.editions import approval_of, changed_since_build
from momentum.monitor.queries.given_back import no_word_of_an_edition_tells
from momentum.monitor.verification import changed_files


def submit(actor: Actor, edition: Edition, *, version: int | None = None) -> Edition:
    """Ask another analyst for a check."""
    allowed(actor, "submit", edition)
    with transaction.atomic():
        edition = locked(edition, version)
        still_founded(edition)
        still_safe(edition)
        if changed_since_build(edition):
            raise ValidationError(_("You changed something after this was built. Build again, then submit."))
        no_word_of_an_edition_tells(edition, title_nl=edition.title_nl, title_en=edition.title_en)
        take(actor, edition, "submit")
    return edition


def publish(actor: Actor, edition: Edition, *, version: int | None = None) -> Edition:
    """Make an approved edition public: exactly the content that was approved, or nothing."""
    allowed(actor, "publish", edition)
    with transaction.atomic():
        lock_releases()
        edition = locked(edition, version)
        if edition.state != EditionState.APPROVED or approval_of(edition) is None:
            raise ValidationError(
                _(
                    "This edition is %(state)s. Only an edition that another analyst approved can be published."
                )
                % {"state": edition.get_state_display()}
            )
        still_founded(edition)
        still_safe(edition)
        still_reckoned(edition)
        no_word_of_an_edition_tells(edition, title_nl=edition.title_nl, title_en=edition.title_en)
        if changed := changed_files(edition):
            raise ValidationError(
                _("The files of this edition are not what was approved: %(files)s. Build it again.")
                % {"files": ", ".join(changed)}
            )
        take(actor, edition, "publish", published_at=now())
    return edition


def withdraw(actor: Actor, edition: Edition, *, reason_nl: str, reason_en: str) -> Edition:
    """Take an edition back, with a reason that everybody can read."""
    allowed(actor, "withdraw", edition)
    _both(reason_nl, reason_en)
    with transaction.atomic():
        edition = locked(edition)
        no_word_of_an_edition_tells(edition, reason_nl=reason_nl, reason_en=reason_en)
        take(
            actor,
            edition,
            "withdraw",
            remark=reason_en,
            public_reason_nl=reason_nl.strip(),
            public_reason_en=reason_en.strip(),
        )
    return edition


def supersede(actor: Actor, edition: Edition, *, by: Edition, reason_nl: str, reason_en: str) -> Edition:
    """Mark an edition as replaced by a later one that is public, with a reason that everybody can read."""
    allowed(actor, "supersede", edition)
    _both(reason_nl, reason_en)
    with transaction.atomic():
        edition, later = locked(edition), locked(by)
        if later.state != EditionState.PUBLISHED or later.pk == edition.pk:
            raise ValidationError({"by": _("Choose another edition that is published.")})
        no_word_of_an_edition_tells(edition, reason_nl=reason_nl, reason_en=reason_en)
        take(
            actor,
            edition,
            "supersede",
            remark=reason_en,
            public_reason_nl=reason_nl.strip(),
            public_reason_en=reason_en.strip(),
        )
        later.supersedes = edition
        later.version += 1
        later.save(update_fields=["supersedes", "version"])
    return edition


def still_reckoned(edition: Edition) -> None:
    """Raises `ValidationError` where something was released since an edition was built: it is not protected from it."""
    if since := released_since(edition):
        raise ValidationError(
            _(
                "Since this was built something else was released (%(names)s), and the two together may tell more "
                "than each alone. Send it back, and build it again."
            )
            % {"names": ", ".join(since)},
            code="released since",
        )


def _both(reason_nl: str, reason_en: str) -> None:
    for name, reason in (("reason_nl", reason_nl), ("reason_en", reason_en)):
        if not reason.strip():
            raise ValidationError({name: _("Give a reason. Everybody can read it.")})
