"""The yearly statement: written by an analyst, checked by another, approved by a board member, and then public."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.identity.actions.moving import locked, move
from momentum.identity.content import LANGUAGES, compose, hash_of
from momentum.identity.flow import STATEMENT
from momentum.identity.models import Response, ResponseState, Statement, StatementEvent, StatementFile
from momentum.identity.report import write_pdf

LONGEST = 4000
LONGEST_REASON = 300


def make_statement(actor: Actor, *, year: int) -> Statement:
    """Start the statement of a year. Raises `ValidationError` where there is one, or where nobody answered."""
    require(actor, "write", "identity_statement")
    answered = Response.objects.filter(round__year=year, state=ResponseState.CONFIRMED)
    if not answered.exists():
        raise ValidationError(
            {
                "year": _(
                    "No enterprise confirmed a profile of %(year)s, so there is nothing to say of it yet."
                )
                % {"year": year}
            }
        )
    taken = ValidationError({"year": _("There is a statement of %(year)s already.") % {"year": year}})
    if Statement.objects.filter(year=year).exists():
        raise taken
    try:
        with transaction.atomic():
            statement = Statement(year=year, version=0)
            _write(actor, statement, "make")
    except IntegrityError:
        raise taken from None
    return statement


def write_remark(
    actor: Actor, statement: Statement, *, remark_nl: str, remark_en: str, version: int | None = None
) -> Statement:
    """Save the analyst's own words, in both languages."""
    allowed(actor, "write", statement)
    for name, remark in (("remark_nl", remark_nl), ("remark_en", remark_en)):
        if len(remark) > LONGEST:
            raise ValidationError({name: _("Say it in at most %(number)s characters.") % {"number": LONGEST}})
    with transaction.atomic():
        statement = locked(statement, version)
        take(actor, statement, "write", remark_nl=remark_nl.strip(), remark_en=remark_en.strip())
    return statement


def submit(actor: Actor, statement: Statement, *, version: int | None = None) -> Statement:
    """Freeze what the statement says, and ask another analyst to check it."""
    allowed(actor, "submit", statement)
    with transaction.atomic():
        statement = locked(statement, version)
        remark = {"nl": statement.remark_nl, "en": statement.remark_en}
        missing = {
            f"remark_{name}": _("Say in your own words what it means.")
            for name in LANGUAGES
            if not remark[name]
        }
        if missing:
            raise ValidationError(missing)
        content = compose(statement.year, remark)
        take(actor, statement, "submit", content=content, content_hash=hash_of(content))
    return statement


def check(actor: Actor, statement: Statement, *, content_hash: str, version: int | None = None) -> Statement:
    """Say that exactly the content whose hash one saw is right. Raises `Refused` where one had a hand in it."""
    allowed(actor, "check", statement)
    with transaction.atomic():
        statement = locked(statement, version)
        _same(statement, content_hash)
        take(actor, statement, "check")
    return statement


def send_back(actor: Actor, statement: Statement, *, reason: str, version: int | None = None) -> Statement:
    """Send a statement back to its author instead of checking it."""
    return _back(actor, statement, "send_back", reason, version)


def hand_back(actor: Actor, statement: Statement, *, reason: str, version: int | None = None) -> Statement:
    """Send a checked statement back to its author instead of approving it."""
    return _back(actor, statement, "hand_back", reason, version)


def approve(
    actor: Actor, statement: Statement, *, content_hash: str, version: int | None = None
) -> Statement:
    """Approve exactly the content whose hash one saw; it is public at once, with its PDF in both languages."""
    allowed(actor, "approve", statement)
    with transaction.atomic():
        statement = locked(statement, version)
        _same(statement, content_hash)
        take(actor, statement, "approve", published_at=now())
        for language in LANGUAGES:
            StatementFile.objects.update_or_create(
                statement=statement, language=language, defaults={"pdf": write_pdf(statement, language)}
            )
    return statement


def withdraw(
    actor: Actor, statement: Statement, *, reason_nl: str, reason_en: str, version: int | None = None
) -> Statement:
    """Take a published statement back, with a reason that everybody can read. Its address stays."""
    allowed(actor, "withdraw", statement)
    wrong = {}
    for name, reason in (("reason_nl", reason_nl), ("reason_en", reason_en)):
        if not reason.strip():
            wrong[name] = _("Give a reason that everybody can read.")
        elif len(reason) > LONGEST_REASON:
            wrong[name] = _("Say it in at most %(number)s characters.") % {"number": LONGEST_REASON}
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        statement = locked(statement, version)
        take(
            actor,
            statement,
            "withdraw",
            reason=reason_en,
            public_reason_nl=reason_nl.strip(),
            public_reason_en=reason_en.strip(),
        )
    return statement


def write_anew(actor: Actor, statement: Statement, *, version: int | None = None) -> Statement:
    """Begin again where a statement was withdrawn; its reason stays public, also beside the new one."""
    allowed(actor, "write_anew", statement)
    with transaction.atomic():
        statement = locked(statement, version)
        take(actor, statement, "write_anew", content={}, content_hash="")
    return statement


def allowed(actor: Actor, verb: str, statement: Statement) -> None:
    """Raises `Refused` unless the matrix, the role and the distance to the statement allow it."""
    transition = STATEMENT[verb]
    require(actor, "write", transition.record, statement if transition.apart else None)
    if transition.role and actor.role != transition.role:
        raise Refused("write", transition.record, str(statement.pk))


def take(
    actor: Actor, statement: Statement, verb: str, *, reason: str = "", **changes: Any
) -> StatementEvent:
    """Move a locked statement along, and write who did it. Raises `ValidationError` from a wrong state."""
    move(statement, STATEMENT[verb], reason, **changes)
    return _write(actor, statement, verb, reason.strip())


def _back(actor: Actor, statement: Statement, verb: str, reason: str, version: int | None) -> Statement:
    allowed(actor, verb, statement)
    with transaction.atomic():
        statement = locked(statement, version)
        take(actor, statement, verb, reason=reason)
    return statement


def _same(statement: Statement, content_hash: str) -> None:
    """Raises `ValidationError` unless the content is what was submitted, and what the approver saw."""
    if content_hash != statement.content_hash:
        raise ValidationError(
            _("This statement was submitted again after you looked at it. Look at it as it is now.")
        )
    if hash_of(statement.content) != statement.content_hash:
        raise ValidationError(
            _(
                "What this statement says is not what was submitted. Send it back, so that it is submitted again."
            )
        )


def _write(actor: Actor, statement: Statement, verb: str, remark: str = "") -> StatementEvent:
    """Save a statement under its next version, with the event that made it so."""
    statement.version += 1
    statement.save()
    return StatementEvent.objects.create(
        statement=statement,
        verb=verb,
        at=now(),
        user=actor.user,
        user_name=actor.user.name if actor.user else "",
        role=actor.role or "",
        remark=remark[:2000],
        content_hash=statement.content_hash,
    )
