"""Before a step that weighs, somebody shows again who they are; what they typed comes along."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from momentum.accounts.sign_in.proofs import proved_lately

KEPT = "step_up"  # in the session: what was sent to where, until it is sent again
MOST = 200_000  # characters of a form that come along
ONE_AT_A_TIME = 3

View = Callable[..., HttpResponseBase]


def needs_step_up(request: HttpRequest) -> bool:
    """Whether somebody signed in must first show again who they are."""
    return request.user.is_authenticated and not proved_lately(request)


def step_up(request: HttpRequest) -> HttpResponse | None:
    """None where the last proof is fresh; otherwise the answer that leads to the page that asks for it.

    Call it after permission is checked, so that a refusal keeps looking like absence. What was sent is kept in the
    (sealed) session and offered again afterwards: nothing typed is lost.
    """
    if not needs_step_up(request):
        return None
    asked = {"next": request.get_full_path()}
    if request.method == "POST":
        sent = [[name, value] for name, values in request.POST.lists() for value in values]
        sent = [pair for pair in sent if pair[0] != "csrfmiddlewaretoken"]
        if sum(len(name) + len(value) for name, value in sent) > MOST or request.FILES:
            messages.warning(request, _("First show that it is you, then send this again."))
        else:
            token = get_random_string(20)
            kept = {
                **request.session.get(KEPT, {}),
                token: {"of": str(request.user.pk), "to": asked["next"], "sent": sent},
            }
            request.session[KEPT] = dict(list(kept.items())[-ONE_AT_A_TIME:])
            asked["kept"] = token
    return redirect(f"{reverse('account_step_up')}?{urlencode(asked)}")


def step_up_required(view: View) -> View:
    """The same for a view that has no permission of its own to check first, such as a page about one's own factors."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return step_up(request) or view(request, *args, **kwargs)

    return wrapped


def take_kept(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """What was sent before the detour; it can be taken once."""
    kept = request.session.get(KEPT, {})
    found = kept.pop(token, None)
    if found is not None:
        request.session[KEPT] = kept
    return found
