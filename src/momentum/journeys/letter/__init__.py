"""The letter to a participant on paper: a tagged PDF in words that everybody reads."""

import calendar
import json
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.journeys.actions.letters import Letter

TEMPLATE = Path(__file__).with_name("letter.typ")


def letter_pdf(letter: Letter, address: str) -> bytes:
    """The letter as a PDF; `address` is the page where its code is typed."""
    import fontpkg_atkinson_hyperlegible
    import typst

    with override(letter.language), tempfile.TemporaryDirectory(prefix="momentum-letter-") as place:
        root = Path(place)
        shutil.copy2(TEMPLATE, root / "letter.typ")
        (root / "data.json").write_text(json.dumps(_words(letter, address)), encoding="utf-8")
        moment = datetime.combine(letter.written, datetime.min.time(), UTC)
        return typst.compile(
            str(root / "letter.typ"),
            root=str(root),
            font_paths=[str(Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=calendar.timegm(moment.timetuple()),
        )


def _words(letter: Letter, address: str) -> dict[str, object]:
    until = letter.written + timedelta(days=settings.LETTER_DAYS)
    return {
        "language": letter.language,
        "date": [letter.written.year, letter.written.month, letter.written.day],
        "place": f"Momentum {settings.CITY}, {date_format(letter.written, 'j F Y')}",
        "title": _("Your own page at Momentum"),
        "greeting": _("Dear %(name)s,") % {"name": letter.name},
        "lead": _(
            "At Momentum you can read what is written down about you, and who looked at it. You can also say how you "
            "are doing. With this letter you sign in for the first time."
        ),
        "steps": [
            _("Go with a computer or telephone to this address. Copy it exactly."),
            _("Type this code, and your date of birth."),
            _("Choose a password of your own. From then on you sign in with this name and your password."),
        ],
        "address": address.removeprefix("https://").removeprefix("http://"),
        "code": letter.code,
        "name": letter.sign_in_name,
        "after": [
            _("The code works once, until %(day)s.") % {"day": date_format(until, "j F Y")},
            _("Give this letter to nobody. People of Momentum never ask for your code or your password."),
            _("Is something not working, or did you lose the letter? Ask the person you work with for a new one. "
              "The old letter no longer works then."),
        ],
    }  # fmt: skip
