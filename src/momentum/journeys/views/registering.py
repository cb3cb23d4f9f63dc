"""Registering a person and keeping who they are up to date."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.accounts.access import may, open_record
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys import actions
from momentum.journeys.flow import WORKS_WITH_PEOPLE, allow
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.people import (
    ChangeDetailsForm,
    DeathForm,
    EndMembershipForm,
    MembershipForm,
    MergeForm,
    RegisterForm,
    SituationForm,
)
from momentum.journeys.forms.stays import ReasonForm
from momentum.journeys.models import Journey, Membership
from momentum.journeys.needs import NEEDS
from momentum.journeys.queries import people, stays
from momentum.journeys.views.acting import ActionPage
from momentum.sector.queries import forget_taken

DETAILS = ("first_name", "last_name", "birth_date", "email", "phone")


class Register(ActionPage):
    record = Record.IDENTITY
    form_class = RegisterForm
    title = gettext_lazy("Register a person")
    lead = gettext_lazy("From then on they are in your caseload, and they can read everything you write.")
    button = gettext_lazy("Register this person")

    def open(self, **keys: Any) -> None:
        allow(self.actor, WORKS_WITH_PEOPLE)

    def perform(self, form: RecordForm) -> Journey:
        return actions.register_participant(self.actor, **form.asked())

    def done(self) -> str:
        return _("The person is registered.")

    def next_url(self) -> str:
        made = getattr(self, "result", None)
        return self.person_url(made) if made else reverse("journeys:people")


class OnePerson(ActionPage):
    """A page about one person."""

    def open(self, **keys: Any) -> None:
        self.journey, self.identity = stays.open_person(self.actor, keys["pk"])

    def context(self) -> dict[str, Any]:
        return {"journey": self.journey, "person": self.identity}

    def initial(self) -> dict[str, Any]:
        return {"version": self.journey.version}

    def version(self, form: RecordForm) -> int:
        return form.cleaned_data.get("version") or 0

    def next_url(self) -> str:
        return self.person_url(self.journey)


class ChangeDetails(OnePerson):
    record = Record.IDENTITY
    form_class = ChangeDetailsForm
    title = gettext_lazy("Name and contact")
    button = gettext_lazy("Save")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.identity, name) for name in (*DETAILS, "version")}

    def perform(self, form: RecordForm) -> Any:
        return actions.change_identity(self.actor, self.identity, version=self.version(form), **form.asked())

    def done(self) -> str:
        return _("Name and contact are saved.")


class ChangeSituation(OnePerson):
    """Needs open to who may read them, and change by who may write them."""

    verb, record = "read", Record.NEEDS
    form_class = SituationForm
    title = gettext_lazy("What helps this person to work well")
    button = gettext_lazy("Save")
    template_name = "journeys/situation.html"

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        self.journey = open_record(
            self.actor, Record.NEEDS, Journey.objects.filter(pk=self.journey.pk).select_related("district")
        )

    def context(self) -> dict[str, Any]:
        needs = [NEEDS[code] for code in self.journey.needs if code in NEEDS]
        changeable = may(self.actor, "write", Record.NEEDS, self.journey)
        return super().context() | {"journey": self.journey, "needs": needs, "read_only": not changeable}

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"district": self.journey.district_id, "needs": self.journey.needs}

    def perform(self, form: RecordForm) -> Any:
        return actions.change_situation(self.actor, self.journey, version=self.version(form), **form.asked())

    def done(self) -> str:
        return _("Saved.")


class AddMembership(OnePerson):
    form_class = MembershipForm
    title = gettext_lazy("Add a target group")
    button = gettext_lazy("Add the group")

    def initial(self) -> dict[str, Any]:
        return {"starts": today()}

    def perform(self, form: RecordForm) -> Any:
        return actions.record_membership(self.actor, self.journey, **form.asked())

    def done(self) -> str:
        return _("The target group is added.")


class EndMembership(OnePerson):
    form_class = EndMembershipForm
    title = gettext_lazy("No longer in a target group")
    button = gettext_lazy("Save")

    def open(self, **keys: Any) -> None:
        self.membership = open_record(
            self.actor,
            Record.JOURNEY,
            Membership.objects.filter(pk=keys["pk"]).select_related("journey", "target_group"),
            pseudonym=lambda row: row.journey.pseudonym,
        )
        self.lead = self.membership.target_group.name
        super().open(pk=self.membership.journey_id)

    def initial(self) -> dict[str, Any]:
        return {"ends": today()}

    def perform(self, form: RecordForm) -> Any:
        return actions.end_membership(self.actor, self.membership, **form.asked())

    def done(self) -> str:
        return _("Saved.")


class Merge(OnePerson):
    record = Record.IDENTITY
    form_class = MergeForm
    title = gettext_lazy("Merge two records of one person")
    lead = gettext_lazy(
        "Only people in your caseload are in the list. Nothing is lost, but it cannot be undone."
    )
    button = gettext_lazy("Merge the records")
    checks = danger = True

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        others = Journey.objects.exclude(pk=self.journey.pk)
        self.others = {
            str(each.pk): (each, name) for each, name in people.names_of(self.actor, others, "merge")
        }

    def form_options(self) -> dict[str, Any]:
        options = [(key, name) for key, (_journey, name) in self.others.items()]
        return {"people": [("", _("Choose a record")), *options]}

    def perform(self, form: RecordForm) -> Any:
        self.other, self.other_name = self.others[form.cleaned_data["merged"]]
        seen = form.cleaned_data.get("merged_version") or self.other.version
        return actions.merge_people(
            self.actor, self.journey, self.other, kept_version=self.version(form), merged_version=seen
        )

    def consequences(self, form: RecordForm) -> list[str]:
        data = form.data.copy()
        data["merged_version"] = str(self.other.version)
        form.data = data
        names = {"kept": self.identity.name, "merged": self.other_name}
        return [
            _("Stays, target groups, measurements, grounds and referrals of “%(merged)s” move to “%(kept)s”.")
            % names,
            _("The name, the date of birth and the sign-in of “%(kept)s” stay.") % names,
            _("What this person refused on one of both stays refused."),
            _("This cannot be undone."),
        ]

    def done(self) -> str:
        return _("The two records are one now.")


class RecordDeath(OnePerson):
    form_class = DeathForm
    title = gettext_lazy("Record a death")
    button = gettext_lazy("Record the death")
    checks = danger = True

    def perform(self, form: RecordForm) -> Any:
        return actions.record_death(self.actor, self.journey, version=self.version(form), **form.asked())

    def consequences(self, form: RecordForm) -> list[str]:
        return [
            _("Stays that run end on this day."),
            _("Nobody asks this person anything any more; questions and referrals are withdrawn."),
            _("From now on only the case manager can read this record. They can undo this."),
        ]

    def done(self) -> str:
        forget_taken()
        return _("The death is recorded. Nobody will ask for this person any more.")


class UndoDeath(OnePerson):
    form_class = ReasonForm
    title = gettext_lazy("Undo a death that was recorded by mistake")
    lead = gettext_lazy("Stays that were ended stay ended: undo those ends one by one.")
    button = gettext_lazy("Undo")

    def perform(self, form: RecordForm) -> Any:
        return actions.undo_death(self.actor, self.journey, version=self.version(form), **form.asked())

    def done(self) -> str:
        return _("Undone.")
