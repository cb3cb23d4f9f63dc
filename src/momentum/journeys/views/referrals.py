"""Referring a person, the enterprise's inbox, and the answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from momentum.accounts.access import Stale
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.flow import REFERS, allow
from momentum.journeys.forms.answers import AnswerReferralForm
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.people import ReferForm
from momentum.journeys.models import ReferralState
from momentum.journeys.queries import referrals as listing
from momentum.journeys.views.acting import ActionPage
from momentum.journeys.views.registering import OnePerson
from momentum.sector.models import Place


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    rows = listing.referrals(request.actor)
    return render(
        request,
        "journeys/referrals.html",
        {
            "waiting": [row for row in rows if row.referral.state == ReferralState.SENT],
            "answered": [row for row in rows if row.referral.state != ReferralState.SENT],
            "answers": request.actor.role == Role.WORK_COACH,
        },
    )


class Refer(OnePerson):
    verb = "write"
    form_class = ReferForm
    title = gettext_lazy("Refer to an enterprise")
    button = gettext_lazy("Send the referral")

    def open(self, **keys: Any) -> None:
        allow(self.actor, REFERS)
        super().open(**keys)

    def form_options(self) -> dict[str, Any]:
        return {"places": listing.places_to_refer_to()}

    def initial(self) -> dict[str, Any]:
        return chosen_place(self.request)

    def perform(self, form: RecordForm) -> Any:
        return actions.refer(self.actor, self.journey, **form.asked())

    def done(self) -> str:
        return _("The referral is sent to %(organisation)s.") % {
            "organisation": self.result.to_organisation.name
        }


class AnswerReferral(ActionPage):
    form_class = AnswerReferralForm
    template_name = "journeys/answer_referral.html"
    title = gettext_lazy("Answer a referral")
    button = gettext_lazy("Send the answer")

    def open(self, **keys: Any) -> None:
        self.row = listing.open_referral_to_answer(self.actor, keys["pk"])

    def initial(self) -> dict[str, Any]:
        return {"version": self.row.referral.version}

    def context(self) -> dict[str, Any]:
        return {"row": self.row}

    def perform(self, form: RecordForm) -> Any:
        answer = (
            actions.accept_referral if form.cleaned_data["decision"] == "accept" else actions.decline_referral
        )
        return answer(
            self.actor,
            self.row.referral,
            version=form.cleaned_data.get("version") or 0,
            answer=form.cleaned_data["answer"],
        )

    def done(self) -> str:
        if self.result.state == ReferralState.ACCEPTED:
            return _("Accepted. From now on you work with this person.")
        return _("Your answer is sent.")

    def next_url(self) -> str:
        result = getattr(self, "result", None)
        if result and result.state == ReferralState.ACCEPTED:
            return self.person_url(result.journey)
        return reverse("journeys:referrals")


@require_POST
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    row = listing.open_referral(request.actor, pk)
    version = int(request.POST.get("version") or 0)
    try:
        actions.withdraw_referral(request.actor, row.referral, version=version)
    except (Stale, ValidationError):
        messages.error(request, _("This referral was answered meanwhile. The list shows the answer."))
    else:
        messages.success(request, _("The referral is withdrawn."))
    return redirect("journeys:mine" if request.actor.role == Role.PARTICIPANT else "journeys:referrals")


def chosen_place(request: HttpRequest) -> dict[str, Any]:
    """The place that the address names, from a page about it, with its organisation."""
    asked = request.GET.get("place", "")
    place = next((each for each in listing.places_to_refer_to() if str(each.pk) == asked), None)
    return {"place": place, "to_organisation": place.organisation_id} if isinstance(place, Place) else {}
