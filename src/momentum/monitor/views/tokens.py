"""An analyst's token for the command line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from momentum.accounts.access import require
from momentum.accounts.sign_in import step_up
from momentum.monitor import actions
from momentum.monitor.actions.tokens import VALID


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    """Make a token, shown this once; making one ends the one before."""
    require(request.actor, "write", "edition")
    if request.method == "POST" and (answer := step_up(request)):
        return answer
    made = actions.make_token(request.actor) if request.method == "POST" else ""
    response = render(request, "monitor/token.html", {"token": made, "days": VALID.days})
    response["Cache-Control"] = "no-store"
    return response
