"""How the pages speak of a person's own record: what is held, what they can ask, and what an erasure leaves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from momentum.journeys.models import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HELD: dict[str, "StrPromise"] = {
    "identity": _("who you are and how to reach you"),
    "journey": _("your record"),
    "stays": _("places where you worked or work"),
    "hours": _("agreements on hours"),
    "measurements": _("measurements"),
    "own_voice": _("times that you said how it goes"),
    "groups": _("target groups"),
    "referrals": _("places that were asked for"),
    "follow_ups": _("questions afterwards"),
    "grounds": _("grounds for use"),
    "caseload": _("people who work or worked with you"),
    "errors": _("errors you reported"),
    "requests": _("requests about your own record"),
    "references": _("names or numbers in lists of organisations"),
    "account": _("account to sign in with"),
    "history": _("earlier versions of all this"),
}
"""By the kinds that `queries.held.what_is_held` counts."""

CHANGED: dict[str, "StrPromise"] = {
    "Identity": _("who you are and how to reach you"),
    "Journey": _("your record"),
    "Membership": _("target group"),
    "Assessment": _("measurement"),
    "Assignment": _("somebody who works with you"),
    "Spell": _("a place where you worked or work"),
    "SpellHours": _("agreement on hours"),
    "FollowUp": _("question afterwards"),
    "PurposeGround": _("ground for use"),
    "Referral": _("a place that was asked for"),
    "RightsRequest": _("request about your own record"),
}
"""What a version in the past is of, by the name of its model."""


@dataclass(frozen=True)
class Asking:
    """The page on which a right is asked for."""

    title: "StrPromise"
    lead: "StrPromise"
    button: "StrPromise"
    done: "StrPromise"


ASKING: dict[Right, Asking] = {
    Right.COPY: Asking(
        _("A copy of everything about you"),
        _(
            "You get it at once: to read (PDF), and for a spreadsheet or another program. It can be fetched for seven days."
        ),
        _("Make my copy"),
        _("Your copy is ready. You find it below."),
    ),
    Right.RESTRICT: Asking(
        _("Only keep my details"),
        _(
            "Your details are kept, and nobody uses them: the people you work with no longer open your record, and you are "
            "not counted. Only you and the privacy officer still see it. This helps while a question about your record is open."
        ),
        _("Ask this"),
        _("Your question is sent to the privacy officer. You read the answer here."),
    ),
    Right.OBJECT: Asking(
        _("I object to the guidance"),
        _(
            "Guidance rests on a task in law or an agreement, so somebody looks at your reasons first. Other uses you stop "
            "yourself, at once, on your own page."
        ),
        _("Send my objection"),
        _("Your objection is sent to the privacy officer. You read the answer here."),
    ),
    Right.ERASE: Asking(
        _("Erase everything about me"),
        _("The privacy officer looks at it first, and answers within a month."),
        _("Ask for erasure"),
        _("Your question is sent to the privacy officer. Keep the link below: it opens your receipt later."),
    ),
}
"""An error is reported on a page of its own."""

WHAT_FOLLOWS: tuple["StrPromise", ...] = (
    _(
        "Everything written down about you is removed: your name, your journey, what was measured, your account."
    ),
    _("You can no longer sign in. Nobody can undo it."),
    _("If you have a place now, talk about it first with the person you work with."),
    _("Where a law asks that something is kept for some time, the answer says what, why and until when."),
    _("You get a receipt, behind a link that only you have."),
)

STAYS: tuple[tuple["StrPromise", "StrPromise"], ...] = (
    (
        _("Lines in the log of who looked"),
        _("So that misuse can still be found. They name you no more: nobody can tell about whom they are."),
    ),
    (
        _("Figures that are published"),
        _("They are counts of many people, and name nobody. They do not change."),
    ),
    (
        _("Sealed facts behind figures of earlier years"),
        _(
            "Without a name and under another code, so that figures can be checked. They are removed when their term ends."
        ),
    ),
    (
        _("A line in the ledger of erasures"),
        _("A code without a name. With it, you are erased again if a backup is ever put back."),
    ),
    (
        _("Backups"),
        _(
            "Until the day of full erasure a backup may still hold your key and your account. After it nobody can read anything."
        ),
    ),
)
"""What is left after an erasure, and why."""
