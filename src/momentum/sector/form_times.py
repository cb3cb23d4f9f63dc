"""The forms that this platform asks enterprises to fill in: each room registers its own, so that all are counted.

form_times.register(Form("figures", _("Figures of a year"), times=1))      # in AppConfig.ready()
"""

from dataclasses import dataclass
from typing import Any

from django.utils import translation

from momentum.sector.models import Mechanism


@dataclass(frozen=True)
class Form:
    """`title` is lazy. `times` a year that it is asked; None: as often as something changes, which is counted."""

    code: str
    title: Any
    times: int | None = None
    mechanism: str = Mechanism.NORMATIVE

    def title_in(self, language: str) -> str:
        with translation.override(language):
            return str(self.title)


FORMS: dict[str, Form] = {}


def register(form: Form) -> None:
    """Raises ValueError where another form has this code."""
    if FORMS.setdefault(form.code, form) != form:
        raise ValueError(f"two forms are registered as {form.code!r}")
