"""Own voice: five sentences about the place, answered by the person. Not a health screen, and ours to share.

docs/decisions/0004-own-voice.md says why it is a scale of our own and what it is not.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "expected": _("I know what is expected of me."),
    "learning": _("I learn new things."),
    "belonging": _("I belong here."),
    "pace": _("I can work at my own pace."),
    "looking_forward": _("I look forward to going there."),
}

ANCHORS = {
    0: _("never"),
    1: _("not often"),
    2: _("sometimes"),
    3: _("often"),
    4: _("always"),
}

NEEDED = 4
"""How many of the five sentences need an answer before there is a value."""


def value(answers: Mapping[str, int]) -> Decimal | None:
    """The mean answer as 0 (never) to 100 (always); None with fewer than `NEEDED` answers."""
    given = [answers[key] for key in SENTENCES if key in answers]
    if len(given) < NEEDED:
        return None
    return (Decimal(sum(given)) * 25 / len(given)).quantize(Decimal("0.01"))
