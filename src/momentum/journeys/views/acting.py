"""A page that lets somebody do one thing: form, perhaps a check of the answers, action, and on to the next page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from momentum.accounts.access import Stale, require
from momentum.accounts.policy import Record
from momentum.journeys.forms.base import RecordForm
from momentum.journeys.models import Journey
from momentum.journeys.queries.changes import Change, changes_since
from momentum.journeys.queries.scope import is_own


class ActionPage(View):
    """One action on the web.

    Subclasses say what `open` opens, which form asks what, and which action `perform` calls. A `ValidationError`
    is shown beside its field. When somebody else saved meanwhile the page says what changed, keeps everything
    typed, and a second save is the reader's own decision.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "journeys/form.html"
    verb, record = "write", Record.JOURNEY
    form_class: type[RecordForm] = RecordForm
    title: Any = ""
    lead: Any = ""
    button: Any = ""
    checks = False
    danger = False
    form_style = ""

    def get(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        self._start(request, keys)
        return self.page(self.form())

    def post(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        self._start(request, keys)
        form = self.form(request.POST)
        if not form.is_valid() or "change" in request.POST:
            return self.page(form)
        only_try = self.checks and "confirmed" not in request.POST
        stale = self._attempt(form, only_try)
        if stale:
            return self.page(form, stale, status=409)
        if form.errors:
            return self.page(form)
        if only_try:
            return self.check_page(form)
        self.say()
        return redirect(self.next_url())

    def _start(self, request: HttpRequest, keys: dict[str, Any]) -> None:
        self.actor = request.actor
        require(self.actor, self.verb, self.record)
        self.open(**keys)

    def _attempt(self, form: RecordForm, only_try: bool) -> list[Change] | None:
        """Runs the action; with `only_try` takes it back again. What changed meanwhile, if the form is stale."""
        try:
            with transaction.atomic():
                self.result = self.perform(form)
                if only_try:
                    transaction.set_rollback(True)
        except Stale as stale:
            seen = form.cleaned_data.get("version") or 0
            data = form.data.copy()
            data[form.add_prefix("version")] = str(stale.current.version)
            form.data = data
            return changes_since(stale.current, seen)
        except ValidationError as error:
            show(form, error)
        return None

    def open(self, **keys: Any) -> None:
        """Opens what the page is about."""

    def initial(self) -> dict[str, Any]:
        return {}

    def form_options(self) -> dict[str, Any]:
        return {}

    def form(self, data: Any = None) -> RecordForm:
        return self.form_class(data, initial=self.initial(), **self.form_options())

    def perform(self, form: RecordForm) -> Any:
        raise TypeError(f"{type(self).__name__} performs nothing")

    def done(self) -> str:
        """The sentence that says what was saved."""
        return ""

    def say(self) -> None:
        messages.success(self.request, self.done())

    def next_url(self) -> str:
        return reverse("desk")

    def back_url(self) -> str:
        return self.next_url()

    def consequences(self, form: RecordForm) -> list[str]:
        """What follows from confirming, on the page that checks the answers."""
        return []

    def context(self) -> dict[str, Any]:
        return {}

    def page(self, form: RecordForm, stale: list[Change] | None = None, status: int = 200) -> HttpResponse:
        values = {
            "form": form,
            "stale": stale,
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "danger": self.danger and not self.checks,
            "checks": self.checks,
            "back": self.back_url(),
            "form_style": self.form_style,
            **self.context(),
        }
        return render(self.request, self.template_name, values, status=status)

    def check_page(self, form: RecordForm) -> HttpResponse:
        values = {
            "form": form,
            "title": self.title,
            "button": self.button,
            "danger": self.danger,
            "consequences": self.consequences(form),
            "posted": [
                (key, value) for key, values in form.data.lists() for value in values if key not in HIDDEN
            ],
            **self.context(),
        }
        return render(self.request, "journeys/check.html", values)

    def person_url(self, journey: Journey) -> str:
        """The person's page, or the list where the actor no longer works with them."""
        if is_own(self.actor, journey):
            return reverse("journeys:person", args=[journey.pk])
        return reverse("journeys:people")


HIDDEN = ("csrfmiddlewaretoken", "change", "confirmed")


def show(form: RecordForm, error: ValidationError) -> None:
    """Puts the sentences of an action beside the fields they are about, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
