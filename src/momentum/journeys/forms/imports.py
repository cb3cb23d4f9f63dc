"""Forms with which somebody brings a file of stays: the file, what its columns mean, what its words mean."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation
from momentum.journeys.import_sentences import FIELDS
from momentum.journeys.importing import CALENDAR_FIELDS, ELSEWHERE, LISTED, SPELL_FIELDS, words_of
from momentum.methods.facts import FileColumns
from momentum.sector.models import PlaceKind

NEEDED = ("person", "start", "end")
MAY_BE_UNKNOWN = ("end_reason", "target_group", "district")
UNKNOWN = "?"
"""What a word means that says nothing: it is taken for an empty cell."""


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("The file with stays"),
        help_text=_(
            "CSV, XLSX or ODS. One row for each stay, or one row for each person with a column for each month."
        ),
    )
    mapping = forms.FileField(
        label=_("A mapping that you have already"),
        required=False,
        help_text=_("A TOML file. Without one, you say on the next page what the columns mean."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_LIMIT_MB * 1_000_000:
            raise ValidationError(
                _(
                    "The file is %(size)s MB; at most %(limit)s MB is taken in here. Split it into smaller files."
                ),
                params={"size": upload.size // 1_000_000, "limit": settings.UPLOAD_LIMIT_MB},
            )
        return upload

    def clean_mapping(self) -> str:
        upload = self.cleaned_data.get("mapping")
        if not upload:
            return ""
        if upload.size > 1_000_000:
            raise ValidationError(
                _("A mapping is a short text file; this one is too large. Choose another file.")
            )
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("The mapping is not written in UTF-8. Save it as UTF-8.")) from None


class ColumnsForm(forms.Form):
    """Which column means what. Its fields follow from the file; what is known of such files is filled in."""

    shape = forms.ChoiceField(
        label=_("What is one row?"),
        choices=[
            ("spells", _("one stay of one person")),
            ("calendar", _("one person, with a column for each month")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, look: FileColumns, given: Mapping[str, Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.look, self.given = look, given
        shape = self.data.get("shape") if self.is_bound else given.get("shape") or look.shape
        self.chosen_shape = shape if shape in ("spells", "calendar") else look.shape
        self.fields["shape"].initial = self.chosen_shape
        self._add_sheet()
        columns = [
            ("", _("not in the file")),
            *((name, name) for name in dict.fromkeys(look.sheet.header) if name),
        ]
        known = given.get("columns") or look.suggested
        for name in SPELL_FIELDS if self.chosen_shape == "spells" else CALENDAR_FIELDS:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=capfirst(FIELDS[name]), choices=columns, initial=known.get(name, ""), required=name in NEEDED,
            )  # fmt: skip
            if name == "place_kind":
                self._add_one_kind(given)
        if self.chosen_shape == "spells":
            self._add_spells(given)
        else:
            self._add_months(given, columns)
        self.fields["missing"] = forms.CharField(
            label=_("Words that mean: not known"), required=False, initial=", ".join(given.get("missing", [])),
            help_text=_("For example: NA, onbekend. Empty cells always mean that."),
        )  # fmt: skip

    def _add_sheet(self) -> None:
        """A workbook of several sheets: which one holds the stays."""
        sheet = self.look.sheet
        if len(sheet.sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Which sheet of the workbook?"), choices=[(name, name) for name in sheet.sheets],
                initial=sheet.name,
            )  # fmt: skip

    def _add_one_kind(self, given: Mapping[str, Any]) -> None:
        kinds = [("", _("as the column says")), *((kind.code, kind.name) for kind in PlaceKind.objects.all())]
        self.fields["one_kind"] = forms.ChoiceField(
            label=_("Or: all stays are of this kind"), choices=kinds, required=False,
            initial=given.get("constants", {}).get("place_kind", ""),
        )  # fmt: skip

    def _add_spells(self, given: Mapping[str, Any]) -> None:
        self.fields["end"] = forms.ChoiceField(
            label=_("What does the end date mean?"),
            choices=[
                ("inclusive", _("the last day at the place")),
                ("exclusive", _("the first day without the place")),
            ],
            widget=forms.RadioSelect,
            initial=given.get("end"),
        )
        self.fields["dates"] = forms.CharField(
            label=_("How dates are written"), initial=", ".join(given.get("dates", self.look.dates)),
            help_text=_("With yyyy, mm and dd, for example dd-mm-yyyy. Real dates of a spreadsheet are always understood."),
        )  # fmt: skip
        self.fields["decimal"] = forms.ChoiceField(
            label=_("How a half is written"), choices=[(",", "0,5"), (".", "0.5")], initial=given.get("decimal", ","),
        )  # fmt: skip

    def _add_months(self, given: Mapping[str, Any], columns: list[tuple[str, Any]]) -> None:
        months = given.get("months", {})
        first = months.get("first") or (self.look.months[0] if self.look.months else "")
        last = months.get("last") or (self.look.months[-1] if self.look.months else "")
        self.fields["first"] = forms.ChoiceField(
            label=_("First month’s column"), choices=columns, initial=first
        )
        self.fields["last"] = forms.ChoiceField(label=_("Last month’s column"), choices=columns, initial=last)
        self.fields["start"] = forms.CharField(
            label=_("Which month is the first?"), required=False, initial=months.get("start", ""),
            help_text=_("Only needed when the columns do not say so themselves. For example 2014-01."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            self.chosen_shape == "spells"
            and not cleaned.get("column_place_kind")
            and not cleaned.get("one_kind")
        ):
            self.add_error(
                "column_place_kind", _("Choose the column with the kind of place, or one kind for all stays.")
            )
        return cleaned

    def mapping(self) -> dict[str, Any]:
        """What the form says, as a mapping; words explained before are kept."""
        said = self.cleaned_data
        columns = {name[7:]: value for name, value in said.items() if name.startswith("column_") and value}
        given: dict[str, Any] = {
            "shape": self.chosen_shape,
            "columns": columns,
            "missing": _listed(said["missing"]),
        }
        given |= {key: self.given[key] for key in ("encoding", "delimiter") if key in self.given}
        if said.get("sheet"):
            given["sheet"] = said["sheet"]
        if self.chosen_shape == "calendar":
            months = {name: said[name] for name in ("first", "last", "start") if said[name]}
            given |= {"months": months, "states": self.given.get("states", {})}
            return given | self._constants(columns, "target_group")
        given |= {"end": said["end"], "decimal": said["decimal"], "dates": _listed(said["dates"])}
        given["values"] = {
            name: words for name, words in self.given.get("values", {}).items() if name in columns
        }
        if not columns.get("place_kind"):
            return given | self._constants(columns, "target_group", place_kind=said["one_kind"])
        return given | self._constants(columns, "target_group")

    def _constants(self, columns: Mapping[str, str], *kept: str, **said: str) -> dict[str, Any]:
        """One value for all rows: as the form says, or as a mapping that was brought along did."""
        known = self.given.get("constants", {})
        constants = {name: known[name] for name in kept if name in known and name not in columns} | said
        return {"constants": constants} if constants else {}

    def carried(self, typed: Mapping[str, str]) -> list[tuple[str, str]]:
        """What was typed for the other kind of row, to be there again when somebody goes back to it."""
        other = ("column_", "one_kind", "end", "dates", "decimal", "first", "last", "start")
        return [
            (name, value)
            for name, value in typed.items()
            if name.startswith(other) and name not in self.fields
        ]


class WordsForm(forms.Form):
    """What the file's own words mean, where the city's lists do not know them."""

    def __init__(
        self,
        words: Mapping[str, list[str]],
        organisations: tuple[Organisation, list[str]],
        states: list[str],
        given: Mapping[str, Any],
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.given = given
        self.places: dict[str, tuple[str, str]] = {}
        for about, texts in words.items():
            choices = [
                ("", _("choose")),
                *((each.code, each.name) for each in LISTED[about]._default_manager.all()),
            ]
            if about in MAY_BE_UNKNOWN:
                choices.append((UNKNOWN, _("says nothing: leave empty")))
            for place, text in enumerate(texts):
                self._ask(f"{about}_{place}", about, text, choices, "")
        here, names = organisations
        choices = [("", _("choose")), (here.slug, here.name), (ELSEWHERE, _("not a stay here: leave out"))]
        for place, text in enumerate(names):
            self._ask(f"organisation_{place}", "organisation", text, choices, "")
        if states:
            kinds = list(PlaceKind.objects.all())
            meant = {
                value: code
                for code, state in given.get("states", {}).items()
                for value in state.get("values", [code])
            }
            own = {word: kind.code for kind in kinds for word in words_of(kind)}
            choices = [("", _("choose")), (ELSEWHERE, _("not a stay here: leave out"))]
            choices += [(kind.code, kind.name) for kind in kinds]
            for place, text in enumerate(states):
                self._ask(
                    f"state_{place}", "state", text, choices, meant.get(text, own.get(text.casefold(), ""))
                )

    def _ask(self, name: str, about: str, text: str, choices: list[tuple[str, Any]], initial: str) -> None:
        self.places[name] = (about, text)
        self.fields[name] = forms.ChoiceField(label=f"“{text}”", choices=choices, initial=initial)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(what the words are about, their fields), in the order of the page."""
        groups: dict[str, list[forms.BoundField]] = {}
        for name, (about, _text) in self.places.items():
            groups.setdefault(about, []).append(self[name])
        return [(FIELDS.get(about, _("state in a month")), fields) for about, fields in groups.items()]

    def mapping(self) -> dict[str, Any]:
        given = dict(self.given)
        values = {about: dict(words) for about, words in given.get("values", {}).items()}
        states: dict[str, dict[str, list[str]]] = {}
        for name, (about, text) in self.places.items():
            chosen = self.cleaned_data[name]
            if chosen == UNKNOWN:
                given["missing"] = [*given.get("missing", []), text]
            elif about == "state":
                states.setdefault(chosen, {"values": []})["values"].append(text)
            else:
                values.setdefault(about, {})[text] = chosen
        if states:
            given["states"] = states
        if values:
            given["values"] = values
        return given


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
