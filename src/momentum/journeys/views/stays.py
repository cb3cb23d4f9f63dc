"""Starting, changing and ending stays."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.clock import today
from momentum.journeys import actions
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.stays import (
    ChangeForm,
    EndForm,
    EndOneForm,
    HoursForm,
    JobForm,
    ReasonForm,
    StartForm,
)
from momentum.journeys.grounds import may_ask
from momentum.journeys.models import Journey, Spell
from momentum.journeys.queries import people, stays
from momentum.journeys.views.acting import ActionPage
from momentum.sector.models import Place
from momentum.sector.queries import forget_taken


@require_safe
def running_stays(request: HttpRequest) -> HttpResponse:
    """Stays that run, each one click from its change."""
    rows = stays.running_stays(request.actor, "change a stay")
    return render(request, "journeys/running_stays.html", {"stays": rows})


class StartSpell(ActionPage):
    form_class: type[RecordForm] = StartForm
    title = gettext_lazy("Start someone on a place")
    button = gettext_lazy("Start the stay")

    def open(self, **keys: Any) -> None:
        running = people.running_here(self.actor)
        everybody = Journey.objects.filter(died__isnull=True)
        named = people.names_of(self.actor, everybody, "start a stay")
        here = set(running.values_list("pk", flat=True))
        waiting = [(str(each.pk), name) for each, name in named if each.pk not in here]
        present = [(str(each.pk), name) for each, name in named if each.pk in here]
        self.journeys = {str(each.pk): each for each, _name in named}
        self.names = {str(each.pk): name for each, name in named}
        groups = [(_("Accepted, no place yet"), waiting), (_("At a place already"), present)]
        self.people = [("", _("Choose a person")), *[(label, rows) for label, rows in groups if rows]]

    def context(self) -> dict[str, Any]:
        if self.journeys:
            return {"also": [(reverse("journeys:start_job"), _("Record a job elsewhere"))]}
        return {"nobody": _("Nobody was referred to you and accepted yet. Look at the referrals first.")}

    def form_options(self) -> dict[str, Any]:
        return {"people": self.people, "places": stays.own_places(self.actor)}

    def initial(self) -> dict[str, Any]:
        return {
            "person": self.request.GET.get("person", ""),
            "place": self.request.GET.get("place", ""),
            "starts": today(),
        }

    def perform(self, form: RecordForm) -> Spell:
        values = form.asked()
        self.person = values.pop("person")
        return actions.start_spell(self.actor, self.journeys[self.person], **values)

    def say(self) -> None:
        forget_taken()
        place = self.result.place
        messages.success(self.request, self.done())
        if place and self.result.starts < place.opens:
            messages.warning(
                self.request,
                _("%(place)s opens on %(day)s, after this start. Correct one of the two if that is wrong.")
                % {"place": place.title, "day": date_format(place.opens)},
            )
        if place and stays.room_left(place) < 0:
            messages.warning(
                self.request,
                _("%(place)s now has more people than its %(seats)s seats.")
                % {"place": place.title, "seats": place.capacity},
            )

    def done(self) -> str:
        return _("The stay of %(name)s is recorded. It starts on %(day)s.") % {
            "name": self.names[self.person],
            "day": date_format(self.result.starts),
        }

    def next_url(self) -> str:
        chosen = getattr(self, "person", "")
        return self.person_url(self.journeys[chosen]) if chosen else reverse("desk")


class StartJob(StartSpell):
    form_class = JobForm
    title = gettext_lazy("Record a job elsewhere")
    lead = gettext_lazy("A person found paid work with another employer. Their journey goes on there.")
    button = gettext_lazy("Record the job")

    def context(self) -> dict[str, Any]:
        return {}

    def form_options(self) -> dict[str, Any]:
        return {"people": self.people, "employers": stays.employers()}


class OneStay(ActionPage):
    """A page about one stay, with the person's name above it."""

    def open(self, **keys: Any) -> None:
        self.spell, self.identity = stays.open_stay(self.actor, keys["pk"])

    def initial(self) -> dict[str, Any]:
        return {"version": self.spell.version}

    def context(self) -> dict[str, Any]:
        return {"spell": self.spell, "person": self.identity, "journey": self.spell.journey}

    def version(self, form: RecordForm) -> int:
        return form.cleaned_data.get("version") or 0

    def next_url(self) -> str:
        return self.person_url(self.spell.journey)


class ChangeSpell(OneStay):
    form_class = ChangeForm
    title = gettext_lazy("Correct a stay")
    lead = gettext_lazy("How it stood before stays readable, with your reason.")
    button = gettext_lazy("Save the correction")

    def form_options(self) -> dict[str, Any]:
        return {"places": Place.objects.filter(organisation=self.spell.organisation_id)}

    def initial(self) -> dict[str, Any]:
        values = {
            name: getattr(self.spell, name) for name in ("place", "kind", "starts", "ends", "end_reason")
        }
        return super().initial() | values

    def perform(self, form: RecordForm) -> Spell:
        return actions.change_spell(self.actor, self.spell, version=self.version(form), **form.asked())

    def done(self) -> str:
        forget_taken()
        return _("The correction is saved.")


class ChangeHours(OneStay):
    form_class = HoursForm
    title = gettext_lazy("Other hours a week")
    lead = gettext_lazy("The stay goes on; only its hours change.")
    button = gettext_lazy("Save the hours")

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"starts": today()}

    def perform(self, form: RecordForm) -> Spell:
        return actions.change_hours(self.actor, self.spell, version=self.version(form), **form.asked())

    def done(self) -> str:
        return _("The new hours are saved.")


class UndoEnd(OneStay):
    form_class = ReasonForm
    title = gettext_lazy("Undo the end of a stay")
    lead = gettext_lazy(
        "The stay runs on as if it had not ended. Questions planned for afterwards are withdrawn."
    )
    button = gettext_lazy("Let the stay run on")

    def perform(self, form: RecordForm) -> Spell:
        return actions.undo_end(self.actor, self.spell, version=self.version(form), **form.asked())

    def done(self) -> str:
        forget_taken()
        return _("The stay runs again.")


class Ending:
    """What ending a stay asks and says, on the page of one stay and on the list of all that run."""

    title = gettext_lazy("End a stay")
    button = gettext_lazy("End the stay")
    checks = True

    def consequences(self, form: RecordForm) -> list[str]:
        asked = (
            _("After 13, 26 and 52 weeks somebody asks how it goes.")
            if may_ask(self.spell.journey)
            else _(
                "Nobody asks afterwards how it goes: there is no ground to ask. The stay counts all the same."
            )
        )
        return [asked, _("You can undo this until another stay follows.")]

    def done(self) -> str:
        forget_taken()
        return _("The stay of %(name)s ended on %(day)s.") % {
            "name": self.name,
            "day": date_format(self.result.ends),
        }


class EndThisSpell(Ending, OneStay):
    form_class = EndForm

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"ends": today()}

    def perform(self, form: RecordForm) -> Spell:
        self.name = self.identity.name
        return actions.end_spell(self.actor, self.spell, version=self.version(form), **form.asked())


class EndSpell(Ending, ActionPage):
    form_class = EndOneForm

    def open(self, **keys: Any) -> None:
        rows = stays.running_stays(self.actor, "end a stay")
        self.stays = {str(spell.pk): (spell, name) for spell, name in rows}

    def form_options(self) -> dict[str, Any]:
        labels = [
            (
                key,
                _("%(name)s – %(place)s, since %(day)s")
                % {
                    "name": name,
                    "place": spell.place.title if spell.place else spell.kind.name,
                    "day": date_format(spell.starts),
                },
            )
            for key, (spell, name) in self.stays.items()
        ]
        return {"stays": [("", _("Choose a stay")), *labels]}

    def initial(self) -> dict[str, Any]:
        return {"stay": self.request.GET.get("stay", ""), "ends": today()}

    def context(self) -> dict[str, Any]:
        return {} if self.stays else {"nobody": _("No stay runs at the moment.")}

    def perform(self, form: RecordForm) -> Spell:
        key = form.cleaned_data["stay"]
        if key not in self.stays:
            raise ValidationError({"stay": _("This stay does not run any more. Choose another one.")})
        self.spell, self.name = self.stays[key]
        return actions.end_spell(self.actor, self.spell, version=self.spell.version, **form.asked())

    def next_url(self) -> str:
        spell = getattr(self, "spell", None)
        return self.person_url(spell.journey) if spell else reverse("desk")
