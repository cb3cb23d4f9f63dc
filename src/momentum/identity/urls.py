"""Addresses under `identity/`."""

from django.urls import path

from momentum.identity.views import public

app_name = "identity"
urlpatterns = [
    path("", public.home, name="home"),
]
