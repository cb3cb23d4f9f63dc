"""The browser that somebody sits at: named roughly, and known again by a cookie that says nothing else."""

import ipaddress
import re
from secrets import token_urlsafe

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from momentum.accounts.actions.sessions import meet_device, remember_device
from momentum.accounts.models import User

COOKIE = "device"
YEAR = 365 * 24 * 3600
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """“Firefox, Linux”: the make of the browser and of the machine, as far as it says so."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for word, name in BROWSERS.items() if re.search(rf"\b{word}", agent)), "")
    system = next((name for word, name in SYSTEMS.items() if word in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def network_of(request: HttpRequest) -> str:
    """Where from, roughly: the first half of an address of the older kind, a third of one of the newer."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied):
        return ""
    kept = 16 if address.version == 4 else 40
    return str(ipaddress.ip_network(f"{address}/{kept}", strict=False).network_address)


def meets_device(request: HttpRequest, user: User, response: HttpResponse) -> bool:
    """Remembers this browser for `user`; tells whether it is new among devices already known."""
    token = request.COOKIES.get(COOKIE, "")
    if meet_device(user, token):
        return False
    first = not user.devices.exists()
    if not re.fullmatch(r"[\w-]{43}", token):
        token = token_urlsafe(32)
    remember_device(user, token)
    response.set_cookie(
        COOKIE, token, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return not first
