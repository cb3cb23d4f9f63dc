"""For what data are held: each activity with its purpose, its ground and whose data it is about."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Activity:
    """`purpose`, `ground` and `whose` are sentences for everybody; `article` is what the ground is in the GDPR."""

    code: str
    title: Any
    purpose: Any
    ground: Any
    article: str
    whose: Any
    public: bool = False


ACTIVITIES: dict[str, Activity] = {
    activity.code: activity
    for activity in (
        Activity(
            "guidance",
            _("Helping somebody to find and keep a place"),
            _("So that the people who work with you know where you work, what you need and how it goes."),
            _("For each person it is recorded: a task in law, an agreement with you, or your consent."),
            "6(1)(a), (b) or (e), recorded for each person and purpose",
            _("people who take part"),
        ),
        Activity(
            "rights",
            _("Answering what somebody asks about their own record"),
            _("So that you get an answer in time, and can show later what was answered."),
            _("The privacy law says that you get an answer."),
            "6(1)(c), with articles 12 and 15 to 21",
            _("people who take part"),
        ),
        Activity(
            "counting",
            _("Counting for the monitor"),
            _("So that everybody can read what social enterprises achieve, without seeing who it is about."),
            _(
                "The city has a task in law to know whether its policy helps. You can object to being counted."
            ),
            "6(1)(e), with 89(1)",
            _("people who take part, without their names"),
        ),
        Activity(
            "identity",
            _("Watching whether enterprises stay what they are"),
            _("So that city and sector see in time when rules and money change what enterprises are."),
            _("The city has a task in law to know what its policy does. Enterprises answer for themselves."),
            "6(1)(e); hardly about persons",
            _("enterprises, and the people who answer for them"),
        ),
        Activity(
            "requests",
            _("Answering who asks for a table"),
            _("So that a question about figures gets an answer in time, and everybody can read the answer."),
            _("The city has a task in law to show what its policy does. Who asked is shown to nobody."),
            "6(1)(e)",
            _("people who sign in and ask for a table"),
        ),
        Activity(
            "accountability",
            _("Showing who looked at what, and what was removed"),
            _("So that you can see who opened your record and why, and that nothing is kept too long."),
            _("The privacy law says that we must be able to show it."),
            "6(1)(c), with articles 5(2) and 32",
            _("people who take part, and people who open their records"),
        ),
        Activity(
            "accounts",
            _("Signing in, and knowing who may do what"),
            _("So that only somebody with a role can open something, and only while they have that role."),
            _("It is needed to keep records safe, which the privacy law asks."),
            "6(1)(c), with article 32; for people of an organisation also 6(1)(e)",
            _("everybody who signs in"),
        ),
        Activity(
            "registry",
            _("The public list of enterprises and places"),
            _("So that everybody can find a social enterprise and a place there."),
            _("The organisation itself asks to be listed."),
            "6(1)(e); hardly about persons",
            _("organisations"),
            public=True,
        ),
        Activity(
            "running",
            _("Keeping the system running"),
            _("So that nothing gets lost, and something that breaks can be repaired."),
            _("It is needed to keep records safe, which the privacy law asks."),
            "6(1)(c), with article 32",
            _("everybody whose data is here, for as long as a copy of it is needed"),
        ),
    )
}
