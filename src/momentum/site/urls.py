"""The URL map. The language is in the path."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from momentum.accounts.access_log import views as log_views
from momentum.site import views
from momentum.site.security_txt import security_txt
from momentum.site.what_we_keep import what_we_keep

handler400 = "momentum.site.errors.bad_request"
handler500 = "momentum.site.errors.server_error"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("anchors/", log_views.list_anchors, name="anchors"),
    path("anchors/<str:name>", log_views.one_anchor, name="anchor"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("desk/", views.desk, name="desk"),
        path("about/", views.page, {"template": "site/about.html"}, name="about"),
        path("independence/", views.independence, name="independence"),
        path("privacy/", views.page, {"template": "site/privacy.html"}, name="privacy"),
        path("what-we-keep/", what_we_keep, name="what_we_keep"),
        path("accessibility/", views.page, {"template": "site/accessibility.html"}, name="accessibility"),
        path("account/", include("momentum.accounts.sign_in_urls")),
        path("", include("momentum.accounts.urls")),
        path("", include("momentum.sector.urls")),
        path("", include("momentum.journeys.urls")),
        path("identity/", include("momentum.identity.urls")),
        path("monitor/", include("momentum.monitor.urls")),
    ),
]
