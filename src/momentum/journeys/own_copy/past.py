"""What was changed in a record, and who looked at it."""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from momentum.accounts.access_log.references import references_of
from momentum.accounts.access_log.sealing import ANSWER, TEXT, opened
from momentum.accounts.models import AccessEntry, AccessEntryPerson, LogQuestion, User
from momentum.accounts.row_security import name_references
from momentum.journeys.own_copy.section import Cell, Section, cell, section
from momentum.journeys.queries.changes import LABELS, NOT_TOLD, in_words
from momentum.journeys.queries.held import history_of
from momentum.journeys.words_of_rights import CHANGED

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def history_section(subject: "Subject") -> Section:
    columns = {
        "when": _("when"),
        "what": _("what"),
        "change": _("how"),
        "field": _("which part"),
        "before": _("before"),
        "after": _("after"),
        "by": _("by"),
        "reason": _("why"),
    }
    rows = [row for past in history_of(subject.people).values() for row in _changes(subject, past)]
    return section(
        "history",
        _("What was changed"),
        columns,
        [row for _key, row in sorted(rows, key=lambda each: each[0])],
        free=("before", "after", "reason"),
    )


def _changes(subject: "Subject", past: Any) -> Iterator[tuple[tuple[Any, ...], list[Cell]]]:
    """One row a field that changed, and one for each record that came or went; with what sorts them by time."""
    rows = list(past.order_by("id", "history_date", "history_id"))
    model = past.model.instance_type
    what = cell(str(model._meta.verbose_name), str(CHANGED[model.__name__]))
    for key, versions in itertools.groupby(rows, key=lambda row: row.id):
        before = None
        for number, row in enumerate(versions):
            # Two records saved in one moment stand in the order of their keys, the same each time.
            order = (row.history_date, row.history_type != "+", model.__name__, str(key), number)
            who = subject.staff(row.history_user_id, row.history_date)
            kind = {"+": _("written down"), "~": _("changed"), "-": _("taken away")}[row.history_type]
            told = [cell(row.history_date), what, cell(row.history_type, kind)]
            if row.history_type == "~" and before is not None:
                for at, (label, old, new) in enumerate(_differences(before, row)):
                    parts = [cell(label), cell(old), cell(new), who, cell(row.history_change_reason or "")]
                    yield (*order, at), told + parts
            else:
                parts = [cell(""), cell(""), cell(""), who, cell(row.history_change_reason or "")]
                yield (*order, 0), told + parts
            before = row


def told_fields(past: Any) -> list[Any]:
    """The fields of a model of the past of which changes are told."""
    hidden = NOT_TOLD | {"id", "pseudonym", "journey"}
    return [
        each for each in past.tracked_fields if each.related_model is not User and each.name not in hidden
    ]


def _differences(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """The fields in which two versions differ; who works with the person is told by role elsewhere."""
    names = {field.name for field in told_fields(after)}
    for change in after.diff_against(before, foreign_keys_are_objs=True, included_fields=names).changes:
        choices = dict(after._meta.get_field(change.field).flatchoices)
        old, new = (
            str(choices[value]) if isinstance(value, str) and value in choices else in_words(value)
            for value in (change.old, change.new)
        )
        yield str(LABELS[change.field]), old, new


def access_section(subject: "Subject") -> Section:
    """Who looked, as the person reads it on their own page: with the name of whoever did."""
    references = references_of(each.pseudonym for each in subject.people)
    name_references(sorted(references.values()))
    named = AccessEntryPerson.objects.filter(reference__in=references.values())
    entries = AccessEntry.objects.filter(pk__in=named.values("entry")).order_by("number")
    columns = {
        "at": _("when"),
        "who": _("who"),
        "role": _("role"),
        "organisation": _("organisation"),
        "what": _("what"),
        "why": _("why"),
        "emergency": _("in an emergency"),
    }
    return section(
        "access_log",
        _("Who looked at your record"),
        columns,
        [
            [
                cell(each.at),
                cell("yourself", _("yourself")) if each.acting else cell(each.user_name),
                cell(each.role, each.role_name),
                cell(each.organisation_name),
                cell(f"{each.verb} {each.record}", each.what),
                cell(each.purpose, each.why),
                cell(each.emergency, _("yes") if each.emergency else _("no")),
            ]
            for each in entries
        ],
    )


def log_questions_section(subject: "Subject") -> Section:
    references = references_of(each.pseudonym for each in subject.people)
    rows = LogQuestion.objects.filter(reference__in=references.values()).order_by("asked_on", "number", "id")
    columns = {
        "entry": _("number"),
        "kind": _("what"),
        "text": _("what you said"),
        "asked_on": _("asked on"),
        "due": _("answer at the latest on"),
        "state": _("state"),
        "answer": _("answer"),
        "answered_on": _("answered on"),
    }
    return section(
        "log_questions",
        _("What you asked about who looked"),
        columns,
        [
            [
                cell(each.number),
                cell(each.kind, each.get_kind_display()),
                cell(opened(each.text, TEXT) or ""),
                cell(each.asked_on),
                cell(each.due),
                cell(each.state, each.get_state_display()),
                cell(opened(each.answer, ANSWER) or ""),
                cell(each.answered_on),
            ]
            for each in rows
        ],
        free=("text", "answer"),
    )
