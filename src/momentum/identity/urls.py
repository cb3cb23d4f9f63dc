"""Addresses under `identity/`."""

from django.urls import path

from momentum.identity.views import public

app_name = "identity"
urlpatterns = [
    path("", public.home, name="home"),
    path("<int:year>/", public.year, name="year"),
    path("<int:year>/pictures/<slug:name>.<slug:format_>", public.picture, name="picture"),
]
