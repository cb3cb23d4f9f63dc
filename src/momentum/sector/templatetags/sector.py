"""Small things that this room's templates need."""

from typing import Any

from django import template

from momentum.sector.filters import Filters

register = template.Library()


@register.simple_tag
def page_address(filters: Filters, number: int) -> str:
    """The address of another page of the same search."""
    return filters.with_(page=number).address


@register.filter
def page_numbers(found: Any) -> list[int | None]:
    """Page numbers worth a link: the first, the last, and those around this one; None where some are left out."""
    near = range(found.page - 2, found.page + 3)
    shown: list[int | None] = []
    for number in range(1, found.pages + 1):
        if number in (1, found.pages) or number in near:
            shown.append(number)
        elif shown[-1] is not None:
            shown.append(None)
    return shown


@register.filter
def of(numbers: dict[Any, Any], key: Any) -> Any:
    return numbers.get(key, 0)


@register.filter
def field(form: Any, name: str) -> Any:
    return form[name]
