"""What people ask about their own record: on their own pages, and through their case manager."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from momentum.accounts.access import Refused
from momentum.accounts.policy import Record, Role
from momentum.accounts.sign_in.step_up import step_up
from momentum.journeys import actions, receipts
from momentum.journeys.flow import TAKES_DOWN_REQUESTS, allow
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.forms.rights import AskForm, ObjectForm, TakeDownForm
from momentum.journeys.models import Purpose, RequestState, Right, RightsRequest
from momentum.journeys.own_copy import FORMATS, copy_file, gather
from momentum.journeys.own_copy.receipt import receipt_on_paper
from momentum.journeys.queries import rights as queries
from momentum.journeys.views.mine import Mine
from momentum.journeys.views.registering import OnePerson
from momentum.journeys.words_of_rights import ASKING, HELD, STAYS, WHAT_FOLLOWS


@require_safe
def my_rights(request: HttpRequest) -> HttpResponse:
    """What is held about whoever acts, why and how long, what they can ask, and how it stands."""
    if request.actor.role != Role.PARTICIPANT:
        raise Refused("read", Record.RIGHTS)
    mine = queries.my_rights(request.actor)
    return render(
        request,
        "journeys/my_rights.html",
        {
            "mine": mine,
            "held": [(HELD[kind], count) for kind, count in mine.held.items()],
            "links": receipt_links(request, mine.requests),
        },
    )


class AskRight(Mine):
    """One right, named in the address."""

    verb, record = "write", Record.RIGHTS

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        if keys["right"] not in ASKING:
            raise Refused(self.verb, self.record)
        self.right = Right(keys["right"])
        words = ASKING[self.right]
        self.title, self.lead, self.button = words.title, words.lead, words.button
        self.checks = self.danger = self.right == Right.ERASE

    @property
    def form_class(self) -> type[RecordForm]:  # type: ignore[override]
        if self.right == Right.OBJECT:
            return ObjectForm
        return RecordForm if self.right == Right.COPY else AskForm

    def perform(self, form: RecordForm) -> RightsRequest:
        purpose = Purpose.GUIDANCE if self.right == Right.OBJECT else ""
        text = form.cleaned_data.get("text", "")
        return actions.ask_right(self.actor, self.journey, right=self.right, text=text, purpose=purpose)

    def consequences(self, form: RecordForm) -> list[str]:
        return [str(line) for line in WHAT_FOLLOWS]

    def done(self) -> str:
        return str(ASKING[self.right].done)

    def next_url(self) -> str:
        return reverse("journeys:my_rights")


class OneRequest(Mine):
    """A page on which a participant does something with a request of theirs."""

    verb, record = "write", Record.RIGHTS
    states: tuple[str, ...] = ()

    def open(self, **keys: Any) -> None:
        super().open(**keys)
        self.asked_for = queries.open_request(self.actor, keys["pk"])

    def initial(self) -> dict[str, Any]:
        return {"version": self.asked_for.version}

    def context(self) -> dict[str, Any]:
        right = str(self.asked_for.get_right_display())
        return {"lead": f"{right[:1].upper()}{right[1:]}."}

    def next_url(self) -> str:
        return reverse("journeys:my_rights")


class WithdrawRight(OneRequest):
    title = gettext_lazy("You no longer ask this")
    button = gettext_lazy("I no longer ask it")

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.withdraw_right(self.actor, self.asked_for, version=version)

    def done(self) -> str:
        return _("Taken back. You can ask it again at any time.")


class EndRestriction(OneRequest):
    title = gettext_lazy("Your details may be used again")
    button = gettext_lazy("Use them again")

    def perform(self, form: RecordForm) -> Any:
        version = form.cleaned_data.get("version") or 0
        return actions.end_restriction(self.actor, self.asked_for, version=version)

    def done(self) -> str:
        return _("The people you work with can open your record again.")


@require_safe
def my_copy(request: HttpRequest, pk: str, format_: str) -> HttpResponse:
    """The person's own copy, made as it is fetched, until the day on which the request for it expires."""
    if request.actor.role != Role.PARTICIPANT:
        raise Refused("export", Record.RIGHTS)
    asked = queries.open_request(request.actor, pk)
    return step_up(request) or copy_of(request, asked, format_)


def copy_of(request: HttpRequest, asked: RightsRequest, format_: str) -> HttpResponse:
    """The file with the copy that a request made ready; the log keeps that it was fetched."""
    if format_ not in FORMATS or not queries.Clock(asked).copy_waits:
        raise Http404
    queries.log_export(request.actor, asked, format_)
    data, content_type = copy_file(gather(asked.journey), format_)
    name = _("my-record")
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}.{format_}"',
        },
    )


# --- Taken down by the case manager ---------------------------------------------------------------------------
class TakeDownRight(OnePerson):
    """What somebody asks by mouth or by letter, written down; and what was asked before."""

    record = Record.RIGHTS
    template_name = "journeys/take_down.html"
    form_class = TakeDownForm
    title = gettext_lazy("Write down a request")
    lead = gettext_lazy(
        "Somebody may ask about their own record in any way. Write it down as they say it; the privacy officer answers."
    )
    button = gettext_lazy("Send it to the privacy officer")

    def open(self, **keys: Any) -> None:
        allow(self.actor, TAKES_DOWN_REQUESTS, record=Record.RIGHTS)
        super().open(**keys)
        self.requests = [queries.Clock(each) for each in queries.of_one(self.actor, self.journey)]

    def initial(self) -> dict[str, Any]:
        return {}

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "requests": self.requests,
            "links": receipt_links(self.request, self.requests),
        }

    def perform(self, form: RecordForm) -> RightsRequest:
        return actions.ask_right(self.actor, self.journey, **form.asked())

    def done(self) -> str:
        return _("Written down. The answer comes within a month; you both see it here.")

    def next_url(self) -> str:
        return reverse("journeys:take_down_right", args=[self.journey.pk])

    def back_url(self) -> str:
        return self.person_url(self.journey)


def receipt_links(request: HttpRequest, clocks: Any) -> dict[Any, str]:
    """The address that opens the receipt of each erasure that is asked for, to keep before the account is gone."""
    return {
        clock.request.pk: receipt_address(request, clock.request)
        for clock in clocks
        if clock.request.right == Right.ERASE
        and clock.request.state in (RequestState.ASKED, RequestState.PLANNED)
    }


def receipt_address(request: HttpRequest, asked: RightsRequest) -> str:
    link = receipts.link_of(asked.pk)
    return request.build_absolute_uri(reverse("journeys:receipt", args=[link]))


# --- The receipt, for whoever has the link --------------------------------------------------------------------
@require_safe
def receipt(request: HttpRequest, link: str) -> HttpResponse:
    """What was erased, what stays and why: to be read after the account is gone. It names nobody."""
    found = receipts.find(link)
    if found is None:
        return render(request, "journeys/no_receipt.html", status=404)
    removed = [(HELD[kind], count) for kind, count in found.removed.items()]
    return render(
        request, "journeys/receipt.html", {"receipt": found, "link": link, "removed": removed, "stays": STAYS}
    )


@require_safe
def receipt_pdf(request: HttpRequest, link: str) -> HttpResponse:
    found = receipts.find(link)
    if found is None:
        return render(request, "journeys/no_receipt.html", status=404)
    return HttpResponse(
        receipt_on_paper(found),
        content_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="receipt.pdf"'},
    )
