"""How numbers are protected, in plain words: for the public table by table, for the analyst method by method."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from momentum.methods.disclosure.statements import SENTENCES
from momentum.monitor.contents import MEASURES

METHOD_NAMES: Mapping[str, object] = {
    "suppression": _("Withhold"),
    "rounding": _("Round"),
    "cell-key": _("Add noise"),
}
ZERO_NAMES: Mapping[str, object] = {
    "withheld": _("may be withheld"),
    "shown": _("always shown"),
}
PROFILE_NAMES: Mapping[str, object] = {
    "fast": _("Fast: a good plan within seconds"),
    "best": _("Best: look longer for a plan that withholds less"),
}


def lines_of(protection: list[Mapping[str, Any]]) -> list[str]:
    """What the public is told of a table: each way in which its numbers are protected, as a paragraph."""
    return [_line(told, several=len(protection) > 1) for told in protection]


def _line(told: Mapping[str, Any], *, several: bool) -> str:
    said = " ".join(sentences(told))
    if not several:
        return said
    names = ", ".join(str(MEASURES.get(name, name)) for name in told["indicators"])
    return gettext("%(names)s: %(how)s") % {"names": names, "how": said}


def sentences(told: Mapping[str, Any]) -> list[str]:
    """What a method protects against and what not, with its figures."""
    if told["method"] == "suppression":
        return [*_withholding(told)]
    said = [_stated(each) for each in told["statements"]]
    said.append(
        gettext(
            "Shares are computed from these figures. What would need exact counts is withheld: means, hours, the time to paid work."
        )
    )
    return said


def _withholding(told: Mapping[str, Any]) -> list[str]:
    zeros = (
        gettext("A zero may be withheld too, to protect others.")
        if told["zeros"] == "withheld"
        else gettext("Zeros are always shown.")
    )
    return [
        gettext(
            "Numbers from 1 to %(below)s are withheld, and as many others as needed so that nobody can work them out."
        )
        % {"below": told["n"] - 1},
        zeros,
        gettext(
            "There is one reason for every withheld number: it could tell something about one person or one organisation."
        ),
    ]


def _stated(statement: Mapping[str, Any]) -> str:
    template = SENTENCES[statement["code"]]
    return gettext(template).format(**statement["params"])
