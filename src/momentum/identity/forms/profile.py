"""What an enterprise fills in: one form a screen, made of the questions on it."""

from typing import Any, Self

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.identity.actions.answering import LONGEST_EVIDENCE, Given
from momentum.identity.instrument import Question
from momentum.identity.queries.answers import Line
from momentum.sector.editing import SALT, EditForm

UNKNOWN = "unknown"
EVIDENCE = "_evidence"


class ScreenForm(EditForm):
    """The questions of one screen. A question without a choice stays as it was: `unanswered` says which."""

    questions: tuple[Question, ...] = ()

    @property
    def given(self) -> dict[str, Given]:
        """What was chosen, by question."""
        found = {}
        for question in self.questions:
            chosen = self.cleaned_data.get(question.code)
            if chosen:
                value = None if chosen == UNKNOWN else int(chosen)
                found[question.code] = Given(value, self.cleaned_data.get(question.code + EVIDENCE, ""))
        return found

    def require_choices(self, *, where_noted: bool = False) -> bool:
        """Says at each question without a choice that one is needed; whether there was any.

        `where_noted`: only where a note was written, which would be lost without one.
        """
        missing = [
            each
            for each in self.questions
            if not self.cleaned_data.get(each.code)
            and (not where_noted or self.cleaned_data.get(each.code + EVIDENCE))
        ]
        for question in missing:
            self.add_error(question.code, _("Choose an answer, or “We cannot say”."))
        return bool(missing)

    def renewed(self, version: int) -> Self:
        """The same form over what was saved just now."""
        data = QueryDict(mutable=True)
        data.update({name: self.data.get(name, "") for name in self.fields_to_edit})
        data["version"] = str(version)
        data["opened"] = signing.dumps(
            {name: self.data.get(name, "").replace("\r\n", "\n").strip() for name in self.fields_to_edit},
            salt=SALT,
            compress=True,
        )
        return type(self)(data=data)

    def blocks(self) -> list[dict[str, Any]]:
        """What the page shows of each question: its radio buttons and its field for a note."""
        return [
            {"question": each, "choice": self[each.code], "evidence": self[each.code + EVIDENCE]}
            for each in self.questions
        ]


def screen_form(questions: tuple[Question, ...]) -> type[ScreenForm]:
    """The form of one screen, in the language in force."""
    fields: dict[str, Any] = {"questions": questions}
    for question in questions:
        fields[question.code] = forms.ChoiceField(
            label=question.words,
            required=False,
            widget=forms.RadioSelect,
            choices=[
                *((str(value), words) for value, words in enumerate(question.anchors)),
                (UNKNOWN, _("We cannot say")),
            ],
            error_messages={"invalid_choice": _("Choose one of the answers that stand there.")},
        )
        fields[question.code + EVIDENCE] = forms.CharField(
            label=_("How can this be seen? (%s)") % question.words,
            required=False,
            max_length=LONGEST_EVIDENCE,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return type("Screen", (ScreenForm,), fields)


def values_of(lines: tuple[Line, ...]) -> dict[str, Any]:
    """What stands there, as the form shows it."""
    values: dict[str, Any] = {}
    for line in lines:
        code = line.question.code
        values[code] = UNKNOWN if line.answered and line.value is None else line.value
        values[code + EVIDENCE] = line.evidence
    return values


class ConfirmForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    may_be_shown = forms.BooleanField(
        required=False,
        label=gettext_lazy("Our place may be drawn as a point, without our name"),
        help_text=gettext_lazy(
            "Everybody can see the drawing. Who knows you well, or what your annual accounts say of your income, may "
            "recognise your point. Without it you count in totals only."
        ),
    )
