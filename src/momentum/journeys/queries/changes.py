"""What was changed in a record, by whom and why: read from its history."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from momentum.journeys.models import Journey, Spell

LABELS = {
    "place": _("place"),
    "kind": _("kind of place"),
    "organisation": _("organisation"),
    "starts": _("first day"),
    "ends": _("first day without it"),
    "end_reason": _("reason of the end"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "birth_date": _("date of birth"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "district": _("neighbourhood"),
    "needs": _("needs"),
    "state": _("state"),
    "answer": _("answer"),
    "died": _("day of death"),
    "opened": _("opened on"),
    "restricted_on": _("only kept since"),
    "merged_into": _("merged with another record"),
    "target_group": _("target group"),
    "instrument": _("instrument"),
    "date": _("day"),
    "value": _("value"),
    "answers": _("answers"),
    "role": _("role"),
    "spell": _("stay"),
    "hours_per_week": _("hours a week"),
    "weeks": _("weeks afterwards"),
    "due": _("last day for it"),
    "asked_on": _("asked on"),
    "outcome": _("outcome"),
    "remark": _("remark"),
    "withdrawn_on": _("stopped on"),
    "purpose": _("used for"),
    "ground": _("rests on"),
    "explanation": _("explanation"),
    "from_organisation": _("asked by"),
    "to_organisation": _("asked of"),
    "wish": _("wish"),
    "sent_at": _("sent on"),
    "right": _("what was asked"),
    "correction": _("error that was reported"),
    "text": _("in your words"),
    "asked_at": _("asked on"),
    "prolonged_on": _("put off on"),
    "prolonged_because": _("reason to put it off"),
    "planned_for": _("planned for"),
    "answered_at": _("answered on"),
    "expires": _("expires on"),
}
NOT_TOLD = {"version", "decided_by", "decided_at", "recorded_at", "birth_year"}


@dataclass(frozen=True)
class Change:
    """One field of a record that went from `before` to `after`."""

    label: str
    before: str
    after: str
    who: str
    when: datetime
    reason: str = ""


def changes_since(record: Model, version: int) -> list[Change]:
    """What changed in `record` since the version somebody saw (each save is one version and one history row)."""
    behind = max(record.version - version, 1)  # type: ignore[attr-defined]
    rows = list(record.history.select_related("history_user")[: behind + 1])  # type: ignore[attr-defined]
    return _between(rows[-1], rows[0]) if len(rows) > 1 else []


def corrections(journey: Journey) -> list[Change]:
    """Everything that was changed in the person's stays after they were first recorded, the latest first."""
    rows = list(
        Spell.history.filter(journey_id=journey.pk)
        .select_related("history_user", "place", "kind", "organisation", "end_reason")
        .order_by("id", "history_date", "history_id")
    )
    found = [
        change
        for before, after in itertools.pairwise(rows)
        if before.id == after.id
        for change in _between(before, after)
        if after.history_change_reason
    ]
    return sorted(found, key=lambda change: change.when, reverse=True)


def _between(before: Any, after: Any) -> list[Change]:
    delta = after.diff_against(before, foreign_keys_are_objs=True)
    return [
        Change(
            label=str(LABELS.get(each.field, each.field)),
            before=in_words(each.old),
            after=in_words(each.new),
            who=after.history_user.shown_name if after.history_user else "",
            when=after.history_date,
            reason=after.history_change_reason or "",
        )
        for each in delta.changes
        if each.field not in NOT_TOLD
    ]


def in_words(value: Any) -> str:
    """A value of a record as people read it; a dash for nothing."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return number_format(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return getattr(value, "name", None) or str(value)
