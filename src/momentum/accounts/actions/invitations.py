"""Links and letters with which somebody signs in for the first time: made, looked up, used once."""

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from momentum.accounts.models import Invitation, User
from momentum.accounts.queries import roles_to_come
from momentum.accounts.sign_in.sealing import keyed_digest

# Letters and figures that are not taken for one another, and make no words.
ALPHABET = "BCDFGHJKMNPQRTVWXY346789"
CODE_GROUPS, GROUP = 3, 4
SHORT_LINK = 10
MOST_FAILURES = 5
CLOCKS_DIFFER = timedelta(minutes=1)


def make_invitation(user: User, *, made_by: User | None) -> str:
    """The token of a new link for `user`; links and letters made before no longer work."""
    token = secrets.token_urlsafe(32)
    _replace(user, made_by, token, code="", days=settings.INVITATION_DAYS)
    return token


def make_letter(user: User, *, made_by: User | None) -> tuple[str, str]:
    """The token and the code of a new letter for `user`; what was made before no longer works.

    The code is shown this once, in groups of four: `BCDF-GHJK-3467`.
    """
    token, code = (_random(length) for length in (SHORT_LINK, CODE_GROUPS * GROUP))
    _replace(user, made_by, token, code=code, days=settings.LETTER_DAYS)
    return token, "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(length))


def _replace(user: User, made_by: User | None, token: str, *, code: str, days: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        Invitation.objects.filter(user=user, ended=None).update(ended=now)
        Invitation.objects.create(
            user=user,
            made_by=made_by,
            digest=keyed_digest(token, "invitation"),
            code_digest=keyed_digest(code, "letter") if code else "",
            made=now,
            expires=now + timedelta(days=days),
        )


def open_invitation(token: str, *, letter: bool = False) -> Invitation | None:
    """The invitation of this token, if it still works: not used, replaced, expired, nor made in a time to come
    (then the clock was set back)."""
    now = timezone.now()
    found = Invitation.objects.filter(
        digest=keyed_digest(token, "invitation"), ended=None, expires__gt=now, made__lte=now + CLOCKS_DIFFER
    )
    if letter:
        # Who came to work here since signs in as they do for that work: whoever wrote the letter would get in as them.
        found = found.exclude(code_digest="").exclude(Exists(roles_to_come().filter(user=OuterRef("user"))))
    else:
        found = found.filter(code_digest="")
    return found.select_related("user").filter(user__is_active=True).first()


def code_fits(letter: Invitation | None, typed: str) -> bool:
    """Whether `typed` is the code of this letter. As much work is done where there is no letter."""
    code = "".join(each for each in typed.upper() if each in ALPHABET)
    expected = letter.code_digest if letter else keyed_digest("", "letter")
    return hmac.compare_digest(keyed_digest(code, "letter"), expected) and letter is not None


def count_failure(letter: Invitation) -> None:
    """One more wrong try; after the fifth the letter no longer works."""
    with transaction.atomic():
        kept = Invitation.objects.select_for_update().get(pk=letter.pk)
        kept.failures += 1
        if kept.failures >= MOST_FAILURES and kept.ended is None:
            kept.ended = timezone.now()
        kept.save(update_fields=["failures", "ended"])


def use_invitation(invitation: Invitation) -> bool:
    """Uses it up; False where it was used, replaced or ended meanwhile: of two at once, one gets in."""
    now = timezone.now()
    return bool(Invitation.objects.filter(pk=invitation.pk, ended=None, expires__gt=now).update(ended=now))
