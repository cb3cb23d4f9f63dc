"""Forms of tables on request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from momentum.monitor.answering.offer import COUNTED, SIDES, title_of
from momentum.monitor.answering.question import periods_of
from momentum.monitor.models import Edition, EditionState


def _title(edition: Edition) -> str:
    title = edition.title_en if get_language() == "en" else edition.title_nl
    if edition.facts_expired_on:
        return _("%(title)s – its facts are no longer there") % {"title": title}
    return title


class AskForm(forms.Form):
    """Which table, and why."""

    edition = forms.ChoiceField(
        label=gettext_lazy("Edition"),
        help_text=gettext_lazy("The table is counted from the same facts as this edition of the monitor."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "This edition is not published, or no longer. Choose another one from the list."
            )
        },
    )
    indicator = forms.ChoiceField(
        label=gettext_lazy("What to count"),
        error_messages={"invalid_choice": gettext_lazy("Choose what to count from the list.")},
    )
    by = forms.MultipleChoiceField(
        label=gettext_lazy("Broken down by"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Choose one, two or three. The more you cross, the more numbers have to be withheld."
        ),
        error_messages={
            "required": gettext_lazy(
                "Choose at least one breakdown. The total alone stands on the edition’s page."
            ),
            "invalid_choice": gettext_lazy("There is no breakdown “%(value)s”. Choose from the list."),
        },
    )
    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=40,
        help_text=gettext_lazy("A year that the edition shows, for example 2016, or its own period."),
    )
    why = forms.CharField(
        label=gettext_lazy("What do you need it for?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Read by the analysts only. Do not write about persons, yourself included. At most 1,000 characters."
        ),
        error_messages={
            "required": gettext_lazy(
                "Say what you need it for: the analyst weighs it, and can suggest a better table."
            )
        },
    )
    show_role = forms.BooleanField(
        label=gettext_lazy("My role (not my name) may be shown with the answer"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.editions = {
            each.slug: each
            for each in Edition.objects.filter(state=EditionState.PUBLISHED).order_by("-period_to")
        }
        self.fields["edition"].choices = [(slug, _title(each)) for slug, each in self.editions.items()]
        self.fields["indicator"].choices = [(name, title_of(name)) for name in COUNTED]
        self.fields["by"].choices = [(name, side.title) for name, side in SIDES.items()]
        newest = next(iter(self.editions.values()), None)
        if newest is not None and not self.initial.get("period"):
            self.initial["period"] = periods_of(newest)[0].label

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "edition": self.editions[self.cleaned_data["edition"]]}

    def take(self, error: ValidationError) -> None:
        """An action's refusal, shown at the fields it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class WhyNot(forms.Form):
    """A reason: to who asked for declining, to the builder for sending back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
