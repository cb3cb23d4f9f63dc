"""What the privacy officer sees of requests about people's own records, and how they are answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.access import Refused
from momentum.accounts.policy import Record, Role
from momentum.accounts.purposes import REASONS
from momentum.accounts.sign_in.step_up import step_up
from momentum.journeys import actions
from momentum.journeys.flow import ANSWERS_REQUESTS, allow
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.rights import AnswerForm, EndRestrictionForm, ProlongForm
from momentum.journeys.models import RequestState, Right
from momentum.journeys.queries import rights as queries
from momentum.journeys.views.acting import ActionPage
from momentum.journeys.views.rights import copy_of, receipt_address


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what stands, and what was answered lately. No name is on it."""
    lists = {
        "waiting": queries.listed(request.actor, queries.waiting(request.actor)),
        "standing": queries.listed(request.actor, queries.standing(request.actor)),
        "answered": queries.listed(request.actor, queries.answered(request.actor)[:20]),
    }
    return render(request, "journeys/rights.html", lists)


class OneRequest(ActionPage):
    """A page about one request, for who answers it. The record behind it opens only under a chosen reason."""

    record = Record.RIGHTS
    template_name = "journeys/answer_right.html"

    def open(self, **keys: Any) -> None:
        allow(self.actor, ANSWERS_REQUESTS, record=Record.RIGHTS)
        self.asked_for = queries.open_request(self.actor, keys["pk"])
        # A link on another site opens no record in somebody's name: browsers say where a request comes from.
        asked_here = self.request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        self.reason = self.request.GET.get("reason", "") if asked_here else ""
        self.behind = None
        if self.reason in REASONS[Role.PRIVACY_OFFICER]:
            self.behind = queries.open_record_behind(self.actor, self.asked_for, reason=self.reason)

    def context(self) -> dict[str, Any]:
        return {
            "clock": queries.Clock(self.asked_for),
            "behind": self.behind,
            "reasons": [(each.value, each.label) for each in REASONS[Role.PRIVACY_OFFICER]],
            "reason": self.reason,
            "read_only": self.answers is None,
            **self.links(),
        }

    @property
    def answers(self) -> str | None:
        return RequestState.ASKED if self.asked_for.state == RequestState.ASKED else None

    def links(self) -> dict[str, Any]:
        waits = self.asked_for.right == Right.ERASE and self.asked_for.state in (
            RequestState.ASKED,
            RequestState.PLANNED,
        )
        return {"receipt_address": receipt_address(self.request, self.asked_for) if waits else ""}

    def initial(self) -> dict[str, Any]:
        return {"version": self.asked_for.version}

    def next_url(self) -> str:
        return reverse("journeys:rights")


class AnswerRight(OneRequest):
    form_class = AnswerForm
    title = gettext_lazy("Answer a request")
    button = gettext_lazy("Send the answer")
    checks = True

    def post(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        allow(request.actor, ANSWERS_REQUESTS, record=Record.RIGHTS)
        if "confirmed" in request.POST and (detour := step_up(request)):
            return detour
        return super().post(request, **keys)

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        self.danger = self.asked_for.right == Right.ERASE

    @property
    def answers(self) -> str | None:
        # An error that was reported is answered by who works with the person.
        return None if self.asked_for.correction_id else super().answers

    def form_options(self) -> dict[str, Any]:
        return {"right": self.asked_for.right}

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.answer_right(self.actor, self.asked_for, version=version, **form.asked())

    def consequences(self, form: RecordForm) -> list[str]:
        asked = form.asked()
        if self.asked_for.right == Right.ERASE and asked["granted"] and not asked["planned_for"]:
            return [str(line) for line in WHAT_FOLLOWS_HERE]
        return []

    def done(self) -> str:
        return _("The answer is kept, and what it says is done.")


class Prolong(OneRequest):
    form_class = ProlongForm
    title = gettext_lazy("More time for an answer")
    lead = gettext_lazy(
        "Two months more, once, where the question is hard or there are many. The person hears it within the first month."
    )
    button = gettext_lazy("Prolong by two months")

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.prolong(self.actor, self.asked_for, version=version, **form.asked())

    def done(self) -> str:
        return _("The term is prolonged. The person reads why.")


class AnnounceEnd(OneRequest):
    form_class = EndRestrictionForm
    title = gettext_lazy("End a restriction")
    lead = gettext_lazy("The person hears of it at least a week before.")
    button = gettext_lazy("Tell the person")

    @property
    def answers(self) -> str | None:
        return self.asked_for.state if self.asked_for.state == RequestState.STANDING else None

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.announce_end(self.actor, self.asked_for, version=version, **form.asked())

    def done(self) -> str:
        return _("The person reads when their record will be used again.")


@require_safe
def copy(request: HttpRequest, pk: str, format_: str) -> HttpResponse:
    """The copy for somebody who has no account, to send by post."""
    allow(request.actor, ANSWERS_REQUESTS, "export", Record.RIGHTS)
    asked = queries.open_request(request.actor, pk)
    if asked.answered_by_id is None:  # asked and fetched by the person themselves: theirs alone
        raise Refused("export", Record.RIGHTS)
    return step_up(request) or copy_of(request, asked, format_)


WHAT_FOLLOWS_HERE = (
    gettext_lazy("Every row about this person is removed, with its history, their account and their key."),
    gettext_lazy("Nobody can undo it, not even with a backup."),
    gettext_lazy("Give the receipt's link to somebody who has no account: print this request first."),
)
