"""Asking and measuring: follow-ups, the ladder, the wage value, the own voice, and questions about errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys import actions
from momentum.journeys.forms.answers import (
    AnswerCorrectionForm,
    FollowUpForm,
    LadderForm,
    WageValueForm,
)
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.stays import ReasonForm
from momentum.journeys.queries import asking
from momentum.journeys.queries import follow_ups as listing
from momentum.journeys.views.acting import ActionPage
from momentum.journeys.views.own_voice import OwnVoicePage
from momentum.journeys.views.registering import OnePerson


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    return render(request, "journeys/follow_ups.html", {"desk": listing.follow_up_desk(request.actor)})


@require_safe
def own_voices(request: HttpRequest) -> HttpResponse:
    """Who was not asked this quarter."""
    return render(
        request, "journeys/own_voices.html", {"people": asking.not_asked_this_quarter(request.actor)}
    )


class RecordFollowUp(ActionPage):
    record = Record.FOLLOW_UP
    form_class = FollowUpForm
    template_name = "journeys/follow_up.html"
    title = gettext_lazy("How is it now?")
    button = gettext_lazy("Save the answer")

    def open(self, **keys: Any) -> None:
        self.question = listing.open_question(self.actor, keys["pk"])

    def initial(self) -> dict[str, Any]:
        return {"asked_on": today()}

    def context(self) -> dict[str, Any]:
        return {"question": self.question, "person": self.question.person}

    def perform(self, form: RecordForm) -> Any:
        return actions.record_follow_up(self.actor, self.question.follow_up, **form.asked())

    def done(self) -> str:
        return _("The answer is saved.")

    def next_url(self) -> str:
        return reverse("journeys:follow_ups")


class Assess(OnePerson):
    form_class: Any = LadderForm
    form_style = "form--rungs"
    title: Any = gettext_lazy("Participation ladder")
    lead: Any = gettext_lazy("On which rung does this person stand?")
    button = gettext_lazy("Save")

    def initial(self) -> dict[str, Any]:
        return {"date": today()}

    def perform(self, form: RecordForm) -> Any:
        return actions.record_assessment(
            self.actor, self.journey, instrument=self.form_class.instrument, **form.asked()
        )

    def done(self) -> str:
        return _("Saved. Another one on the same day would replace it.")


class AssessWageValue(Assess):
    form_class = WageValueForm
    title = gettext_lazy("Wage value")
    lead = gettext_lazy("What is the work worth, compared with somebody who earns the minimum wage with it?")


class RemoveAssessment(OnePerson):
    form_class = ReasonForm
    title = gettext_lazy("Take a measurement away")
    lead = gettext_lazy("It no longer counts. That it was here, and your reason, stay readable.")
    button = gettext_lazy("Take it away")

    def open(self, **keys: Any) -> None:
        self.assessment = asking.open_assessment(self.actor, keys["pk"])
        super().open(pk=self.assessment.journey_id)

    def perform(self, form: RecordForm) -> Any:
        return actions.remove_assessment(self.actor, self.assessment, **form.asked())

    def done(self) -> str:
        return _("The measurement is taken away.")


class OwnVoice(OwnVoicePage, OnePerson):
    """On a coach's screen."""


class AnswerCorrection(OnePerson):
    form_class = AnswerCorrectionForm
    template_name = "journeys/answer_correction.html"
    title = gettext_lazy("A person reports an error")
    button = gettext_lazy("Send the answer")

    def open(self, **keys: Any) -> None:
        self.question = asking.open_correction(self.actor, keys["pk"])
        super().open(pk=self.question.journey_id)

    def context(self) -> dict[str, Any]:
        return super().context() | {"question": self.question}

    def perform(self, form: RecordForm) -> Any:
        values = form.asked()
        corrected = values.pop("decision") == "corrected"
        return actions.answer_correction(self.actor, self.question, corrected=corrected, **values)

    def done(self) -> str:
        return _("Your answer is sent. The person can read it.")
