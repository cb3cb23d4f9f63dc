"""Where somebody is signed in, and ending it from anywhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from momentum.accounts.actions.sessions import end_all, end_session
from momentum.accounts.sign_in.sessions import sessions_of, this_one


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_sessions(request: HttpRequest) -> HttpResponse:
    """One's own sessions; ending one, or all but this one."""
    here = this_one(request)
    if request.method == "POST":
        if "others" in request.POST:
            ended = end_all(request.user, but=here)
            told = ngettext("%d session was ended.", "%d sessions were ended.", ended) % ended
            messages.success(request, told)
        elif end_session(request.user, request.POST.get("session", "")):
            messages.success(request, _("That session was ended."))
        return redirect("account_sessions")
    sessions = [{"row": row, "here": row.pk == here} for row in sessions_of(request.user)]
    return render(request, "account/sessions.html", {"sessions": sessions})
