"""The URL map. The language is in the path."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from momentum.site import views

ROOMS = [
    ("", "accounts", ["sign_in_as", "my_access", "switch_role"]),
    ("", "sector", ["places", "enterprises"]),
    ("", "journeys", ["mine", "people"]),
    ("monitor/", "monitor", ["home"]),
]

urlpatterns = [
    path("healthz", views.health, name="health"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("desk/", views.desk, name="desk"),
        path("about/", views.page, {"template": "site/about.html"}, name="about"),
        path("privacy/", views.page, {"template": "site/privacy.html"}, name="privacy"),
        path("accessibility/", views.page, {"template": "site/accessibility.html"}, name="accessibility"),
        path("account/", include("momentum.accounts.sign_in_urls")),
        *[
            path(prefix, include(f"momentum.{room}.urls"))
            if find_spec(f"momentum.{room}.urls")
            else path("-/", include(([path(n, views.health, name=n) for n in names], room)))
            for prefix, room, names in ROOMS
        ],
    ),
]
