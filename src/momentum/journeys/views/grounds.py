"""What a record may be used for, seen and recorded by those who work with the person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.journeys import actions
from momentum.journeys.forms.answers import ConfirmGroundsForm, GroundForm
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.queries import grounds as listing
from momentum.journeys.queries.stays import open_person
from momentum.journeys.views.acting import ActionPage
from momentum.journeys.views.registering import OnePerson


@require_safe
def grounds(request: HttpRequest, pk: str) -> HttpResponse:
    journey, identity = open_person(request.actor, pk)
    rows = listing.grounds_of(request.actor, journey)
    return render(request, "journeys/grounds.html", {"journey": journey, "person": identity, "grounds": rows})


class RecordGround(OnePerson):
    form_class = GroundForm
    title = gettext_lazy("Record a ground")
    lead = gettext_lazy("A task in law, or an agreement with the person. Only the person gives consent.")
    button = gettext_lazy("Save the ground")

    def perform(self, form: RecordForm) -> Any:
        return actions.record_ground(self.actor, self.journey, **form.asked())

    def done(self) -> str:
        return _("The ground is saved. The person can read it.")


class ConfirmGrounds(ActionPage):
    form_class = ConfirmGroundsForm
    title = gettext_lazy("Confirm why people may be counted")
    lead = gettext_lazy(
        "These people came in with a file. Until somebody confirms the ground, they are left out of every edition."
    )
    button = gettext_lazy("Confirm")

    def open(self, **keys: Any) -> None:
        self.people = {str(each.pk): (each, name) for each, name in listing.unconfirmed_names(self.actor)}

    def form_options(self) -> dict[str, Any]:
        return {"people": [(key, name) for key, (_each, name) in self.people.items()]}

    def context(self) -> dict[str, Any]:
        return {} if self.people else {"nobody": _("Everything is confirmed.")}

    def perform(self, form: RecordForm) -> Any:
        values = form.asked()
        chosen = [self.people[key][0] for key in values.pop("journeys")]
        return actions.confirm_grounds(self.actor, chosen, **values)

    def done(self) -> str:
        return _("Confirmed for %(number)s people.") % {"number": len(self.result)}

    def next_url(self) -> str:
        return reverse("desk")
