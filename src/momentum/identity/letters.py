"""Letters to who manages an enterprise, about its profile, in their own language; they wait in the queue of mail."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from momentum.accounts.models import User
from momentum.identity.models import Response
from momentum.identity.queries.answers import sheet
from momentum.identity.queries.rounds import managers


def tell_invited(response: Response, site: str = "") -> None:
    """A round has opened: what is asked, how long it takes, until when."""
    _to_managers(response, "invitation", site)


def tell_reminded(response: Response) -> None:
    """The last day comes near."""
    _to_managers(response, "reminder", "")


def _to_managers(response: Response, name: str, site: str) -> None:
    for user in managers(response.organisation):
        _send(response, user, name, site)


def _send(response: Response, user: User, name: str, site: str) -> None:
    if not user.address:
        return
    with override(user.language):
        told = {
            "user": user,
            "round": response.round,
            "organisation": response.organisation,
            "to_ask": sheet(response).to_ask,
            "link": f"{site.rstrip('/')}{reverse('identity:profile')}" if site else "",
        }
        subject = render_to_string(f"identity/email/{name}_subject.txt", told).strip()
        text = render_to_string(f"identity/email/{name}_message.txt", told).strip() + "\n"
        EmailMessage(subject=subject, body=text, to=[user.address]).send()
