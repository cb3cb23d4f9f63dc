"""What protection says of its own work, kept as codes and told in the language in force.

The methods say in English what they could not protect, what would help, and what an analyst should know besides. With
the work only the code and its parameters are kept, so that every reader has it in their own language.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

Saying = Mapping[str, Any]
"""`code` and `params`; a cell in `params` as the methods write it."""

UNKNOWN = "as it was said"

# How the methods say it, by code; the first that fits the whole sentence counts.
PATTERNS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(pattern)
    for code, pattern in {
        "not wide": r"(?P<cell>.+) cannot be given an interval (?P<width>\d+) wide\. .+",
        "not as wide as asked": r"(?P<cell>.+) cannot be given an interval as wide as the rules for sums ask\. .+",
        "not shown in time": r"(?P<cell>.+) was not shown to be safe within the time given\. .+",
        "published before": r"(?P<cell>.+) must be withheld now, but an earlier edition published today's value\.",
        "group beside zeros": r"Everybody in (?P<whole>.+) is in (?P<part>.+), and no plan hides that: the zeros .+",
        "group beside little": r"Everybody in (?P<whole>.+) is in (?P<part>.+), and no plan hides that: too .+",
        "not rounded in time": r"No rounding to base (?P<base>\d+) in the time given was found for (?P<cell>.+) "
        r"and the (?P<others>\d+) cells tied to it\. .+",
        "not rounded": r"No rounding to base (?P<base>\d+) that adds up was found for (?P<cell>.+) "
        r"and the (?P<others>\d+) cells tied to it\. .+",
        "pinned in vain": r"(?P<cell>.+) was pinned but had to be withheld\.",
        "ended by the clock": r"The time limit ended the search: .+",
        "rounded further": r"No rounding within base (?P<base>\d+) that adds up was found, so (?P<cells>\d+) cells "
        r"took the next multiple: true values lie less than (?P<reach>\d+) away\.",
        "known before noise": r"(?P<cells>\d+) cells were published exactly by an earlier edition: .+",
        "more than the whole": r"(?P<cells>\d+) cells are published as more than the cells of which they are a part\.",
    }.items()
}
SENTENCES: Mapping[str, object] = {
    "not wide": _(
        "{cell} cannot be given an interval {width} wide. Merge it with a neighbouring category, let zeros be "
        "withheld, or leave out a table around it."
    ),
    "not as wide as asked": _(
        "{cell} cannot be given an interval as wide as the rules for sums ask. Merge it with a neighbouring category, "
        "let zeros be withheld, or leave out a table around it."
    ),
    "not shown in time": _(
        "{cell} was not shown to be safe within the time given. Let the search for a plan take longer."
    ),
    "published before": _("{cell} must be withheld now, but an earlier edition published the same number."),
    "group beside zeros": _(
        "Everybody in {whole} is in {part}, and no plan hides that: the zeros beside it are shown. Let zeros be "
        "withheld, merge the group with another, or leave the breakdown out."
    ),
    "group beside little": _(
        "Everybody in {whole} is in {part}, and no plan hides that: too little beside it can move. Merge the group "
        "with another, or leave the breakdown out."
    ),
    "not rounded in time": _(
        "No rounding to multiples of {base} was found in the time given for {cell} and the {others} cells tied to it. "
        "Take a larger multiple, or cross fewer breakdowns."
    ),
    "not rounded": _(
        "No rounding to multiples of {base} that adds up was found for {cell} and the {others} cells tied to it. "
        "Take a larger multiple, or cross fewer breakdowns."
    ),
    "given away": _(
        "{cell} was withheld in {release}, and this answer would publish the same count, {count}. Decline the "
        "request with that reason."
    ),
    "pinned in vain": _("{cell} was pinned but had to be withheld."),
    "ended by the clock": _(
        "The time limit ended the search: this is the best plan found by then, and another run may find another."
    ),
    "rounded further": _(
        "No rounding within {base} that adds up was found, so {cells} cells took the next multiple: true values lie "
        "less than {reach} away."
    ),
    "known before noise": _(
        "{cells} cells were published exactly by an earlier edition: noise does not hide them now."
    ),
    "more than the whole": _("{cells} cells are published as more than the cells of which they are a part."),
}


def coded(sentence: str) -> Saying:
    """A sentence of the methods as code and parameters; what no code fits is kept as it was said."""
    for code, pattern in PATTERNS.items():
        if found := pattern.fullmatch(sentence):
            return {"code": code, "params": found.groupdict()}
    return {"code": UNKNOWN, "params": {"sentence": sentence}}


def told(saying: Saying | str, named: Callable[[str], str]) -> str:
    """A kept saying in the language in force; `named` puts the cells of a text in words. What an earlier release kept
    is a sentence."""
    saying = coded(saying) if isinstance(saying, str) else saying
    if saying["code"] == UNKNOWN:
        return named(saying["params"]["sentence"])
    params = {name: named(value) for name, value in saying["params"].items()}
    return str(SENTENCES[saying["code"]]).format(**params)
