"""A round: opened, its days changed, enterprises invited, reminded once."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import log, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.policy import Record
from momentum.accounts.purposes import Purpose
from momentum.identity.instrument import CURRENT, codes
from momentum.identity.letters import tell_invited, tell_reminded
from momentum.identity.models import Response, ResponseState, Round
from momentum.identity.queries.rounds import to_invite

REMIND = timedelta(days=14)
"""How long before the last day an enterprise is reminded, once."""


def open_round(actor: Actor, *, year: int, opens: date, closes: date, instrument: str = CURRENT) -> Round:
    """A round for the profiles of a year. `closes` is its last day. Raises `ValidationError` by field."""
    require(actor, "write", Record.IDENTITY_ROUND)
    problems = _problems_of_days(opens, closes)
    if Round.objects.filter(year=year).exists():
        problems["year"] = (
            _("There is a round of %d already. Change its days, or choose another year.") % year
        )
    elif not 1990 <= year <= today().year + 1:
        problems["year"] = _("Choose a year from 1990 to %d.") % (today().year + 1)
    elif closes <= today() and "closes" not in problems:
        problems["closes"] = _(
            "This day is over, so that nobody could answer. Choose a later day; earlier profiles are imported."
        )
    if instrument not in codes():
        problems["instrument"] = (
            _("There is no list of questions “%s”. Choose one that is there.") % instrument
        )
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        made = Round.objects.create(year=year, instrument=instrument, opens=opens, closes=closes)
        _log(actor, f"open_round {year}")
    return made


def change_days(actor: Actor, round_: Round, *, opens: date, closes: date) -> Round:
    """Other days for a round, so that enterprises get more time. Raises `ValidationError` by field."""
    require(actor, "write", Record.IDENTITY_ROUND)
    problems = _problems_of_days(opens, closes)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round_.pk)
        if opens > today() and current.responses.exclude(state=ResponseState.INVITED).exists():
            raise ValidationError(
                {"opens": _("Enterprises are answering already: the first day cannot lie in the future.")}
            )
        current.opens, current.closes = opens, closes
        current.save(update_fields=["opens", "closes"])
        _log(actor, f"change_days {current.year}")
    return current


def invite_all(actor: Actor, round_: Round, *, site: str = "") -> int:
    """Every social enterprise that takes part and was not invited yet gets a letter; returns how many.

    `site` is the address of this platform for the link in the letter.
    """
    require(actor, "write", Record.IDENTITY_ROUND)
    if round_.closes < today():
        raise ValidationError(_("This round is over. Give it a later last day first."))
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round_.pk)
        new = [Response(round=current, organisation=each, invited_at=now()) for each in to_invite(current)]
        Response.objects.bulk_create(new)
        for response in new:
            tell_invited(response, site)
        _log(actor, f"invite {current.year}: {len(new)}")
    return len(new)


def remind(day: date) -> str:
    """The daily job: one reminder to enterprises that have not confirmed, two weeks before the last day."""
    due = Response.objects.filter(
        reminded_at=None, round__opens__lte=day, round__closes__gte=day, round__closes__lte=day + REMIND
    ).exclude(state=ResponseState.CONFIRMED)
    reminded = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            response = (
                due.select_for_update(of=("self",))
                .select_related("round", "organisation")
                .filter(pk=pk)
                .first()
            )
            # Whoever was invited a moment ago needs no reminder of it.
            if response is None or response.invited_at.date() >= day:
                continue
            Response.objects.filter(pk=pk).update(reminded_at=now())
            tell_reminded(response)
            reminded += 1
    return f"{reminded} enterprises were reminded of their profile"


def _problems_of_days(opens: date, closes: date) -> dict[str, str]:
    if closes <= opens:
        return {"closes": _("The last day comes after the first day. Correct one of them.")}
    return {}


def _log(actor: Actor, detail: str) -> None:
    log(actor, "write", Record.IDENTITY_ROUND, purpose=Purpose.ADMINISTRATION, detail=detail)
