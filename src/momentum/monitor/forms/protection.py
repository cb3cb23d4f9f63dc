"""Forms about how an edition is protected."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.monitor.choices import BASES, METHODS, PROFILES, Choices, Treatment
from momentum.monitor.contents import MEASURES
from momentum.monitor.protection_words import METHOD_NAMES, PROFILE_NAMES, ZERO_NAMES


class OverrideReason(forms.Form):
    reason = forms.CharField(
        label=_("Why must this number be published?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your colleague who checks the edition reads it."),
    )


class Protection(forms.Form):
    """Method and zeros by indicator, and what holds for all of them. Tables that share cells belong together."""

    n = forms.IntegerField(
        label=_("Smallest number that is shown"),
        min_value=3,
        max_value=50,
        help_text=_("Numbers below it, from 1, are withheld."),
    )
    profile = forms.ChoiceField(
        label=_("How long to look"),
        widget=forms.RadioSelect,
        choices=[(name, PROFILE_NAMES[name]) for name in PROFILES],
    )
    base = forms.TypedChoiceField(
        label=_("Round to multiples of"),
        coerce=int,
        choices=[(base, str(base)) for base in BASES],
        help_text=_("Only for indicators that are rounded."),
    )
    pins = forms.MultipleChoiceField(
        label=_("Pins that count"), widget=forms.CheckboxSelectMultiple, required=False
    )
    overrides = forms.MultipleChoiceField(
        label=_("Numbers published anyway that count"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        choices: Choices,
        indicators: Collection[str],
        pins: Collection[tuple[str, str]],
        overrides: Collection[tuple[str, str]],
    ) -> None:
        self.indicators = list(indicators)
        bases = {each.base for each in choices.treatments.values() if each.method == "rounding"}
        initial: dict[str, Any] = {
            "n": choices.n,
            "profile": choices.profile,
            "base": min(bases, default=Treatment().base),
            "pins": [key for key, _name in pins],
            "overrides": [key for key, _name in overrides],
        }
        for indicator in self.indicators:
            treatment = choices.treatment(indicator)
            initial |= {f"method_{indicator}": treatment.method, f"zeros_{indicator}": treatment.zeros}
        super().__init__(data, initial=initial)
        for indicator in self.indicators:
            name = MEASURES.get(indicator, indicator)
            self.fields[f"method_{indicator}"] = forms.ChoiceField(
                label=_("Method for: %(name)s") % {"name": name},
                choices=[(method, METHOD_NAMES[method]) for method in METHODS],
            )
            self.fields[f"zeros_{indicator}"] = forms.ChoiceField(
                label=_("Zeros of: %(name)s") % {"name": name}, choices=list(ZERO_NAMES.items())
            )
        for name, cells in (("pins", pins), ("overrides", overrides)):
            self.fields[name].choices = list(cells)
            if not cells:
                del self.fields[name]

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The name of each indicator with its two fields."""
        return [
            (MEASURES.get(name, name), self[f"method_{name}"], self[f"zeros_{name}"])
            for name in self.indicators
        ]

    def chosen(self) -> Choices:
        told = self.cleaned_data
        return Choices(
            n=told["n"],
            profile=told["profile"],
            treatments={
                name: Treatment(told[f"method_{name}"], told[f"zeros_{name}"], told["base"])
                for name in self.indicators
            },
        )
