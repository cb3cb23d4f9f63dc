"""The identity of the sector."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "momentum.identity"
