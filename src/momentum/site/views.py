"""Pages that join rooms: the front page, the desk, and what the platform says of itself."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from momentum.accounts import policy
from momentum.accounts import queries as accounts
from momentum.accounts.clock import today
from momentum.accounts.desk import Door
from momentum.identity import queries as identity
from momentum.journeys import queries as journeys
from momentum.monitor import queries as monitor
from momentum.sector import queries as sector
from momentum.site.independence import who_opens_what

ROOMS_WITH_A_DESK = (journeys, sector, identity, monitor, accounts)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "site/home.html",
        {"headline": monitor.headline(), "registry": sector.summary()},
    )


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    waiting = sorted(item for room in ROOMS_WITH_A_DESK for item in room.waiting_for(request.actor))
    doors = [door for room in ROOMS_WITH_A_DESK for door in room.doors(request.actor)]
    doors.sort(key=lambda door: door.rare)
    doors = doors or [Door(_("Read the monitor"), reverse("monitor:home"))]
    return render(
        request,
        "site/desk.html",
        {
            "waiting": waiting,
            "doors": doors,
            "today": today(),
            "first_name": request.actor.name.split()[0],
        },
    )


@require_safe
def page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)


@require_safe
def independence(request: HttpRequest) -> HttpResponse:
    """Who can open a client record and who cannot, told from the policy itself."""
    return render(
        request,
        "site/independence.html",
        {"outside": policy.outside(), "inside": who_opens_what()},
    )


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the server answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
