"""What `manage.py check` refuses of this room."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from momentum.accounts import register
from momentum.accounts.retention import parse_choices


def every_field_is_spoken_for(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A field without purpose, class of data and term, or an entry of the register without a field."""
    return [Error(told, id="momentum.E001") for told in register.problems()]


def terms_are_understood(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    from django.conf import settings

    try:
        parse_choices(settings.KEEP)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="momentum.E002")]
    return []
