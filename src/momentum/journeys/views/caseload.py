"""Handing people to a colleague, and cover during an absence."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from momentum.accounts.clock import today
from momentum.journeys import actions
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.people import CoverForm, HandOverForm
from momentum.journeys.models import Journey
from momentum.journeys.queries import caseload, people
from momentum.journeys.views.acting import ActionPage


class HandOver(ActionPage):
    form_class = HandOverForm
    title = gettext_lazy("Hand people to a colleague")
    lead = gettext_lazy("From that day they are your colleague’s. What you wrote stays with the person.")
    button = gettext_lazy("Hand over")
    checks = True

    def open(self, **keys: Any) -> None:
        own = caseload.own_caseload(self.actor)
        self.people = {
            str(each.pk): (each, name) for each, name in people.names_of(self.actor, own, "hand over")
        }

    def form_options(self) -> dict[str, Any]:
        options = [(key, name) for key, (_each, name) in self.people.items()]
        return {"people": options, "colleagues": caseload.colleagues(self.actor)}

    def initial(self) -> dict[str, Any]:
        return {"starts": today()}

    def context(self) -> dict[str, Any]:
        if not self.people:
            return {"nobody": _("There is nobody in your caseload.")}
        return {
            "also": [(reverse("journeys:cover"), _("Only for a while? Ask a colleague to cover for you"))]
        }

    def perform(self, form: RecordForm) -> Any:
        values = form.asked()
        chosen: list[Journey] = [self.people[key][0] for key in values.pop("journeys")]
        return actions.hand_over(self.actor, chosen, **values)

    def done(self) -> str:
        number = len(self.result)
        return ngettext("%(number)s person is handed over.", "%(number)s people are handed over.", number) % {
            "number": number
        }

    def next_url(self) -> str:
        return reverse("journeys:people")


class Cover(ActionPage):
    form_class = CoverForm
    template_name = "journeys/cover.html"
    title = gettext_lazy("Cover while you are away")
    lead = gettext_lazy("During those days your colleague works with everybody in your caseload, beside you.")
    button = gettext_lazy("Arrange the cover")

    def form_options(self) -> dict[str, Any]:
        return {"colleagues": caseload.colleagues(self.actor)}

    def context(self) -> dict[str, Any]:
        return {"covers": caseload.cover_arranged(self.actor)}

    def perform(self, form: RecordForm) -> Any:
        return actions.cover(self.actor, **form.asked())

    def done(self) -> str:
        number = len(self.result)
        return ngettext(
            "The cover is arranged, for %(number)s person.",
            "The cover is arranged, for %(number)s people.",
            number,
        ) % {"number": number}

    def next_url(self) -> str:
        return reverse("journeys:people")


@require_POST
def end_cover(request: HttpRequest) -> HttpResponse:
    actions.end_cover(request.actor)
    messages.success(request, _("The cover has ended."))
    return redirect("journeys:cover")
