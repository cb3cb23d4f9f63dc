"""What is held because somebody signs in: their account, the browsers they used, and the letters that let them in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from momentum.accounts.models import Invitation, KnownDevice, OutgoingMail, Session
from momentum.journeys.own_copy.section import Section, cell, section

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def signing_in_sections(subject: "Subject") -> Iterator[Section]:
    yield _account(subject)
    yield _sessions(subject)
    yield _letters(subject)


def _account(subject: "Subject") -> Section:
    columns = {
        "email": _("e-mail"),
        "name": _("name"),
        "language": _("language"),
        "since": _("since"),
        "last_sign_in": _("signed in last"),
        "devices": _("browsers it is known on"),
    }
    user = subject.user
    rows = []
    if user is not None:
        known = KnownDevice.objects.filter(user=user).count()
        language = dict(settings.LANGUAGES).get(user.language, user.language)
        rows = [
            [
                cell(user.address),
                cell(user.shown_name),
                cell(user.language, language),
                cell(user.date_joined),
                cell(user.last_login),
                cell(known),
            ]
        ]
    return section("account", _("How you sign in"), columns, rows)


def _sessions(subject: "Subject") -> Section:
    columns = {"started": _("since"), "seen": _("seen last"), "device": _("browser"), "network": _("network")}
    rows = Session.objects.filter(user=subject.user).order_by("started", "pk") if subject.user else []
    return section(
        "sessions",
        _("Where you are signed in"),
        columns,
        [[cell(each.started), cell(each.seen), cell(each.device), cell(each.network)] for each in rows],
    )


def _letters(subject: "Subject") -> Section:
    columns = {
        "made": _("made on"),
        "kind": _("what"),
        "expires": _("valid until"),
        "ended": _("used or ended on"),
    }
    rows = []
    if subject.user is not None:
        rows = [
            [cell(each.made), cell("invitation", _("invitation")), cell(each.expires), cell(each.ended)]
            for each in Invitation.objects.filter(user=subject.user).order_by("made", "pk")
        ]
        rows += [
            [cell(each.made_at), cell("mail", _("message by e-mail")), cell(None), cell(each.ended_at)]
            for each in OutgoingMail.objects.filter(user=subject.user).order_by("made_at", "pk")
        ]
    return section("letters", _("Letters and messages to you"), columns, rows)
