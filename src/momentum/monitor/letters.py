"""Letters about tables that were asked for, in the language of who reads them; they wait in the queue of mail."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Role
from momentum.accounts.queries import running_mandates
from momentum.monitor.answering.question import question_of
from momentum.monitor.models import TableRequest


def tell_released(request: TableRequest, site: str = "") -> None:
    """To who asked: where the answer stands."""
    slug = request.slug or (request.answered_with.slug if request.answered_with else "")
    _to_asker(request, "released", site, "monitor:answer", slug)


def tell_declined(request: TableRequest, site: str = "") -> None:
    """To who asked: that there is no answer, and where to read why. The reason itself is not in the letter."""
    _to_asker(request, "declined", site, "monitor:my_request", request.pk)


def tell_late(request: TableRequest) -> None:
    """To who asked: that the answer takes longer than was said."""
    _to_asker(request, "late", "", "monitor:my_request", request.pk)


def remind_analysts(requests: Sequence[TableRequest], day: date) -> None:
    """To every analyst: how many answers are due soon, and how many are overdue."""
    late = sum(request.due < day for request in requests)
    told = {"soon": len(requests) - late, "late": late, "first": min(request.due for request in requests)}
    users = {mandate.user for mandate in Mandate.objects.filter(role=Role.ANALYST).select_related("user")}
    for user in sorted(users, key=lambda each: str(each.pk)):
        if user.is_active and running_mandates(user).filter(role=Role.ANALYST).exists():
            _send(user, "reminder", told)


def _to_asker(request: TableRequest, name: str, site: str, view: str, key: object) -> None:
    if request.asker is None:
        return
    with override(request.asker.language):
        link = f"{site.rstrip('/')}{reverse(view, args=[key])}" if site else ""
        title = question_of(request).title()["en" if get_language() == "en" else "nl"]
    _send(request.asker, name, {"title": title, "due": request.due, "link": link})


def _send(user: User, name: str, told: dict[str, Any]) -> None:
    if not user.address:
        return
    with override(user.language):
        context = {"user": user, **told}
        subject = render_to_string(f"monitor/email/{name}_subject.txt", context).strip()
        text = render_to_string(f"monitor/email/{name}_message.txt", context).strip() + "\n"
        EmailMessage(subject=subject, body=text, to=[user.address]).send()
