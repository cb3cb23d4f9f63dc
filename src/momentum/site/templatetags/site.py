"""What the frame of every page needs from a template."""

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def other_languages(context) -> list[dict[str, object]]:
    """Each language with the address of this very page in it."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    return [
        {"code": code, "name": name, "url": translate_url(here, code), "here": code == get_language()}
        for code, name in settings.LANGUAGES
    ]
