"""Whether an answer may still stand as it was built: its files whole, and nothing released since."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.monitor.answering.building import released_to_json
from momentum.monitor.answering.files import changed_files, folder_of_answer, internal_answer
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.released import released
from momentum.monitor.models import TableRequest


def whole(request: TableRequest) -> None:
    """Raises `ValidationError` where the files of an answer are not what was built, or its check found something."""
    if changed := changed_files(request):
        raise ValidationError(
            _("The files of this answer are not what was built: %(files)s. Build it again.")
            % {"files": ", ".join(changed)}
        )
    if not internal_answer(request, "audit.json")["ok"]:
        raise ValidationError(
            _(
                "The check of this answer found a way to work out a withheld number, so it is not safe to release."
            )
        )


def still_protected(request: TableRequest) -> None:
    """Raises `ValidationError` where something was released that the answer was not protected against."""
    before = read_json(folder_of_answer(request) / "inputs.json")["released"]
    now = released_to_json(released())
    if now != before:
        new = [name for name, content in now if [name, content] not in before]
        raise ValidationError(
            _(
                "Since this was built something else was released (%(names)s), and the two together may tell more "
                "than each alone. Build it again."
            )
            % {"names": ", ".join(new)},
            code="released since",
        )
