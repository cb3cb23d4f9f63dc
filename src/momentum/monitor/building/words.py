"""Words in every language of the site, frozen with an edition so that it reads the same for ever."""

from collections.abc import Callable

from django.utils.translation import override

LANGUAGES = ("nl", "en")
Words = dict[str, str]


def in_both(sentence: Callable[[], object] | object) -> Words:
    """A lazy text, or a function that makes one, in every language."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(sentence() if callable(sentence) else sentence)
    return words


def number(value: float, decimals: int = 0) -> str:
    """A number as the language in force writes it: 2.720 in Dutch, 2,720 in English."""
    from babel.numbers import format_decimal
    from django.utils.translation import get_language

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=get_language() or "nl")


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage: 15,8% in Dutch, 15.8% in English."""
    return f"{number(100 * share, decimals)}%"


def capitalised(text: str) -> str:
    """A word of a list at the beginning of a line."""
    return text[:1].upper() + text[1:]
