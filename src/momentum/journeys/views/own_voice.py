"""Five short sentences, answered by the person: on their own screen or on a coach's."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.accounts.policy import Record
from momentum.journeys import actions
from momentum.journeys.forms.answers import OwnVoiceForm
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.models import Journey
from momentum.journeys.views.acting import ActionPage


class OwnVoicePage(ActionPage):
    """Comes before the page that opens the journey."""

    journey: Journey
    record = Record.OWN_VOICE
    form_class = OwnVoiceForm
    template_name = "journeys/own_voice.html"
    form_style = "form--scale"
    title = gettext_lazy("How is it going?")
    button = gettext_lazy("Save my answers")

    def perform(self, form: RecordForm) -> Any:
        assert isinstance(form, OwnVoiceForm)
        return actions.record_own_voice(self.actor, self.journey, answers=form.answers())

    def done(self) -> str:
        return _("Thank you. Your answers are saved.")
