"""A record opened for a reason: asked, read while it is open, and looked into afterwards."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.policy import Record
from momentum.accounts.purposes import REASONS
from momentum.accounts.sign_in import step_up
from momentum.journeys import actions
from momentum.journeys.flow import LOOKS_INTO_OPENINGS, OPENS_FOR_A_REASON, allow
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.openings import OpeningForm, ReviewForm
from momentum.journeys.needs import NEEDS
from momentum.journeys.queries import openings
from momentum.journeys.views.acting import ActionPage


class OpenForAReason(ActionPage):
    verb = "read"
    form_class = OpeningForm
    template_name = "journeys/openings/open.html"
    button = gettext_lazy("Open the record for half an hour")
    danger = True

    def open(self, **keys: Any) -> None:
        allow(self.actor, OPENS_FOR_A_REASON, "read")

    def dispatch(self, request: HttpRequest, *args: Any, **keys: Any) -> HttpResponseBase:
        allow(request.actor, OPENS_FOR_A_REASON, "read")
        return step_up(request) or super().dispatch(request, *args, **keys)

    def form_options(self) -> dict[str, Any]:
        return {"reasons": REASONS[self.actor.role]}

    def context(self) -> dict[str, Any]:
        emergency = self.actor.role == "operator"
        title = _("Open a record in an emergency") if emergency else _("Open a record for a reason")
        return {"title": title, "emergency": emergency, "before": openings.own_openings(self.actor)}

    def perform(self, form: RecordForm) -> Any:
        return actions.open_for_a_reason(self.actor, **form.asked())

    def done(self) -> str:
        return _("The record is open. The person reads in their log that you looked, and why.")

    def next_url(self) -> str:
        result = getattr(self, "result", None)
        return reverse("journeys:opened", args=[result.pk]) if result else reverse("desk")


@require_safe
def opened(request: HttpRequest, pk: Any) -> HttpResponse:
    one = openings.opening(request.actor, pk)
    if not openings.is_open(one):
        return render(request, "journeys/openings/over.html", {"opening": one})
    if answer := step_up(request):
        return answer
    page = openings.opened_page(request.actor, one)
    needs = [NEEDS[code] for code in page.journey.needs if code in NEEDS]
    return render(request, "journeys/openings/opened.html", {"opening": one, "page": page, "needs": needs})


@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    return render(
        request, "journeys/openings/emergencies.html", {"found": openings.emergencies(request.actor)}
    )


class Review(ActionPage):
    verb, record = "read", Record.ACCESS_LOG
    form_class = ReviewForm
    template_name = "journeys/openings/review.html"
    title = gettext_lazy("Was this opening needed?")
    button = gettext_lazy("Save what I found")

    def open(self, **keys: Any) -> None:
        allow(self.actor, LOOKS_INTO_OPENINGS, "read", Record.ACCESS_LOG)
        self.opening = openings.emergency(self.actor, keys["pk"])

    def get(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        answer = super().get(request, **keys)
        return redirect("journeys:emergencies") if self.opening.verdict else answer

    def context(self) -> dict[str, Any]:
        return {"opening": self.opening}

    def perform(self, form: RecordForm) -> Any:
        return actions.review_opening(self.actor, self.opening, **form.asked())

    def done(self) -> str:
        return _("Your finding is saved.")

    def next_url(self) -> str:
        return reverse("journeys:emergencies")
