"""What a participant sees and does: their own journey in plain words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.access import Refused
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.journeys import actions
from momentum.journeys.forms.answers import GiveConsentForm, ReportErrorForm
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.people import DetailsForm, ReferMyselfForm, RegisterMyselfForm
from momentum.journeys.models import Ground, Purpose, Spell
from momentum.journeys.queries import mine as queries
from momentum.journeys.queries.referrals import places_to_refer_to
from momentum.journeys.queries.stays import open_identity
from momentum.journeys.views.acting import ActionPage
from momentum.journeys.views.own_voice import OwnVoicePage
from momentum.journeys.views.referrals import chosen_place
from momentum.journeys.views.registering import DETAILS


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Their own journey, or a page to begin on for a participant who has none."""
    if request.actor.role != Role.PARTICIPANT:
        raise Refused("read", Record.JOURNEY)
    if not queries.is_registered(request.actor):
        return render(request, "journeys/begin.html")
    return render(request, "journeys/mine.html", {"mine": queries.my_page(request.actor)})


@require_safe
def print_mine(request: HttpRequest) -> HttpResponse:
    if request.actor.role != Role.PARTICIPANT:
        raise Refused("print", Record.JOURNEY)
    page = queries.my_page(request.actor, verb="print")
    return render(request, "journeys/mine_print.html", {"mine": page, "today": today()})


class Mine(ActionPage):
    """A page on which a participant does something about their own journey."""

    verb, record = "read", Record.JOURNEY

    def open(self, **keys: Any) -> None:
        if self.actor.role != Role.PARTICIPANT:
            raise Refused(self.verb, self.record)
        self.journey = queries.my_journey(self.actor)

    def next_url(self) -> str:
        return reverse("journeys:mine")


class RegisterMyself(Mine):
    verb, record = "write", Record.IDENTITY
    form_class = RegisterMyselfForm
    title = gettext_lazy("Sign up to find a place")
    lead = gettext_lazy("We ask only what is needed to help you. You can read and change everything later.")
    button = gettext_lazy("Sign up")

    def open(self, **keys: Any) -> None:
        if self.actor.role != Role.PARTICIPANT:
            raise Refused(self.verb, self.record)

    def perform(self, form: RecordForm) -> Any:
        return actions.register_participant(self.actor, **form.asked())

    def done(self) -> str:
        return _("You are signed up. Now you can choose a place.")


class MyDetails(Mine):
    verb, record = "write", Record.IDENTITY
    form_class = DetailsForm
    title = gettext_lazy("My name and contact details")
    button = gettext_lazy("Save")

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        self.identity = open_identity(self.actor, self.journey)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.identity, name) for name in (*DETAILS, "version")}

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.change_identity(self.actor, self.identity, version=version, **form.asked())

    def done(self) -> str:
        return _("Your details are saved.")


class MyOwnVoice(OwnVoicePage, Mine):
    verb, record = "write", Record.OWN_VOICE


class ReportError(Mine):
    form_class = ReportErrorForm
    title = gettext_lazy("Something is wrong")
    lead = gettext_lazy(
        "Tell what is wrong. The person you work with looks at it, and you read the answer here."
    )
    button = gettext_lazy("Send")

    def form_options(self) -> dict[str, Any]:
        self.spells = {
            str(each.pk): each for each in self.journey.spells.select_related("organisation", "kind")
        }
        stays = [(key, _stay(each)) for key, each in self.spells.items()]
        others = [
            ("details", _("My name, date of birth or contact details")),
            ("measurement", _("A measurement")),
            ("other", _("Something else")),
        ]
        return {"subjects": [*stays, *others]}

    def perform(self, form: RecordForm) -> Any:
        chosen = form.cleaned_data["about"]
        label = dict(form.fields["about"].choices)[chosen]
        return actions.ask_correction(
            self.actor,
            self.journey,
            about=str(label)[:120],
            text=form.cleaned_data["text"],
            spell=self.spells.get(chosen),
        )

    def done(self) -> str:
        return _("Thank you for telling. You will read the answer on this page.")


class ReferMyself(Mine):
    form_class = ReferMyselfForm
    title = gettext_lazy("Choose a place")
    lead = gettext_lazy(
        "The enterprise reads your wish first. Only when it says yes does it see who you are."
    )
    button = gettext_lazy("Ask for this place")

    def form_options(self) -> dict[str, Any]:
        return {"places": places_to_refer_to()}

    def initial(self) -> dict[str, Any]:
        return chosen_place(self.request)

    def perform(self, form: RecordForm) -> Any:
        return actions.refer(self.actor, self.journey, **form.asked())

    def done(self) -> str:
        return _("Your question is sent. You will read the answer on this page.")


class OneUse(Mine):
    """A page about one purpose of the record, named in the address."""

    verb, record = "write", Record.CONSENT

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        if keys["purpose"] not in Purpose.values:
            raise Refused(self.verb, self.record)
        self.purpose = Purpose(keys["purpose"])

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.purpose.label[:1].upper()}{self.purpose.label[1:]}."}


class GiveConsent(OneUse):
    form_class = GiveConsentForm
    title = gettext_lazy("You allow this")
    button = gettext_lazy("I allow it")

    def perform(self, form: RecordForm) -> Any:
        return actions.record_ground(
            self.actor, self.journey, purpose=self.purpose, ground=Ground.CONSENT, **form.asked()
        )

    def done(self) -> str:
        return _("Saved. You can withdraw it at any time.")


class WithdrawGround(OneUse):
    title = gettext_lazy("You no longer want this")
    button = gettext_lazy("Stop this")

    def perform(self, form: RecordForm) -> Any:
        return actions.withdraw_ground(self.actor, self.journey, purpose=self.purpose)

    def context(self) -> dict[str, Any]:
        return super().context() | {"what_follows": WHAT_FOLLOWS.get(self.purpose, "")}

    def done(self) -> str:
        return _("Saved. From now on it no longer happens.")


WHAT_FOLLOWS = {
    Purpose.GUIDANCE: gettext_lazy(
        "Talk with the person you work with about what this means for your place."
    ),
    Purpose.COUNTING: gettext_lazy(
        "From the next yearly figures on you are not counted any more. Figures that are published already stay."
    ),
    Purpose.FOLLOW_UP: gettext_lazy("Nobody will call or write to you afterwards to ask how it goes."),
    Purpose.CONTACT: gettext_lazy("You no longer get messages about meetings and news."),
}


def _stay(spell: Spell) -> str:
    return _("%(kind)s at %(organisation)s, from %(day)s") % {
        "kind": spell.kind.name,
        "organisation": spell.organisation.name,
        "day": date_format(spell.starts),
    }
