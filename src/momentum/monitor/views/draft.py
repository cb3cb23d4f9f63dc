"""The page of an edition in the making: what was built, what the check found, what can be done with it now."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from momentum.accounts.access import may
from momentum.monitor import telling
from momentum.monitor.attacks import attacks
from momentum.monitor.building.inputs import choices_of
from momentum.monitor.building.protected import OVERRIDDEN
from momentum.monitor.choices import Choices
from momentum.monitor.contents import MEASURES
from momentum.monitor.flow import TRANSITIONS, Hand, possible
from momentum.monitor.forms.editions import PublicReason, SendBack, Titles
from momentum.monitor.models import Edition
from momentum.monitor.naming import Words
from momentum.monitor.plan_words import plan_lines
from momentum.monitor.protection_words import METHOD_NAMES, ZERO_NAMES
from momentum.monitor.queries.analysts import stands_apart
from momentum.monitor.queries.cells import internal
from momentum.monitor.queries.editions import changed_since_build
from momentum.monitor.sayings import told
from momentum.monitor.views.public import language

VERB_NAMES = {
    "build": gettext_lazy("started"),
    "rebuild": gettext_lazy("built again"),
    "finish": gettext_lazy("built"),
    "refuse": gettext_lazy("found not safe to publish"),
    "fail": gettext_lazy("stopped with an error"),
    "pin": gettext_lazy("pinned a number"),
    "unpin": gettext_lazy("took a pin away"),
    "edit": gettext_lazy("changed the titles"),
    "choose": gettext_lazy("changed how it is protected"),
    "override": gettext_lazy("publishes a withheld number anyway"),
    "lift": gettext_lazy("left a number to protection again"),
    "submit": gettext_lazy("submitted"),
    "approve": gettext_lazy("approved"),
    "send_back": gettext_lazy("sent back"),
    "publish": gettext_lazy("published"),
    "withdraw": gettext_lazy("withdrawn"),
    "supersede": gettext_lazy("marked as replaced"),
    "expire": gettext_lazy("facts destroyed after their term"),
}
REASON_NAMES = {
    "threshold": gettext_lazy("below the smallest number that is shown"),
    "group": gettext_lazy("would tell something of everybody in a group"),
    "revision": gettext_lazy("small difference with an earlier edition"),
    "complement": gettext_lazy("withheld so that others cannot be worked out"),
    "not rounded": gettext_lazy("no safe rounding was found"),
    OVERRIDDEN: gettext_lazy("published anyway, on your word"),
}


def title_of(edition: Edition) -> str:
    return edition.title_en if language() == "en" else edition.title_nl


def draft_page(request: HttpRequest, edition: Edition, **forms) -> dict[str, object]:
    plan, audit, cells = (internal(edition, f"{name}.json") for name in ("plan", "audit", "cells"))
    words = Words(edition) if cells else None
    steps = [
        each
        for each in possible(edition.state)
        if may(request.actor, "write", each.record, edition if each.hand is Hand.APART else None)
    ]
    return {
        "edition": edition,
        "title": title_of(edition),
        "built": cells is not None,
        "steps": {each.verb for each in steps},
        "apart": stands_apart(request.actor, edition),
        "changed": changed_since_build(edition),
        "plan": plan,
        "notes": [told(note, words.said) for note in plan["notes"]] if plan and words else [],
        "costs": [(REASON_NAMES.get(reason, reason), cost) for reason, cost in plan["costs"].items()]
        if plan
        else [],
        "worth": plan_lines(plan, ok=bool(audit and audit["ok"])) if plan else [],
        "audit": audit,
        "attacks": attacks(audit, words) if audit and words else [],
        "overrides": [(each, _cell(words, each.cell)) for each in edition.overrides.select_related("user")],
        "open": edition.state in TRANSITIONS["rebuild"].sources,
        "ways": ways_of(choices_of(edition), cells or {}),
        "tables": _tables(words, cells) if cells and words else [],
        "left_out": telling.reasons(edition.left_out),
        "events": [(event, VERB_NAMES.get(event.verb, event.verb)) for event in edition.events.all()],
        "pins": [(each, _cell(words, each.cell)) for each in edition.pins.select_related("user")],
        "send_back": forms.get("send_back") or SendBack(),
        "titles": forms.get("titles")
        or Titles(
            initial={
                "title_nl": edition.title_nl,
                "title_en": edition.title_en,
                "version": edition.version,
            }
        ),
        "withdraw": forms.get("withdraw") or PublicReason(edition=edition, replaced=False, prefix="withdraw"),
        "supersede": forms.get("supersede")
        or PublicReason(edition=edition, replaced=True, prefix="supersede"),
    }


def ways_of(choices: Choices, tables: Mapping[str, Any]) -> list[str]:
    """Method, zeros and smallest number, in a line for all indicators that have the same."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for indicator in dict.fromkeys(table["measure"].split("/", 1)[0] for table in tables.values()):
        chosen = choices.treatment(indicator)
        method = str(METHOD_NAMES[chosen.method])
        if chosen.method == "rounding":
            method = gettext("Round to multiples of %(base)s") % {"base": chosen.base}
        alike.setdefault((method, str(ZERO_NAMES[chosen.zeros])), []).append(
            str(MEASURES.get(indicator, indicator))
        )
    return [
        gettext("%(method)s (n = %(n)s; zeros %(zeros)s): %(names)s")
        % {
            "method": method,
            "n": choices.n,
            "zeros": zeros,
            "names": gettext("everything") if len(alike) == 1 else ", ".join(names),
        }
        for (method, zeros), names in alike.items()
    ]


def _cell(words: Words | None, told: Any) -> str:
    return words.kept_cell(told) if words else str(told[0])


def _tables(words: Words, cells: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
    """Name, title, numbers and withheld numbers of each protected table, those that lose most first."""
    found = [
        (
            name,
            words.table(name),
            len(told["cells"]),
            sum(bool(cell[2]) and cell[2] != OVERRIDDEN for cell in told["cells"]),
        )
        for name, told in cells.items()
    ]
    return sorted(found, key=lambda table: (-table[3], -table[2]))
