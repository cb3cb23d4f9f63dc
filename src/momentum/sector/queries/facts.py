"""The registry's part of the facts, in the columns of the facts' contract."""

from momentum.accounts.models import Organisation
from momentum.sector.models import District, PlaceKind


def organisation_rows() -> list[tuple[str, str, str | None, str | None]]:
    """(organisation, kind, district, branch) of every organisation, listed or not; the slug is its code."""
    return list(
        Organisation.objects.order_by("slug").values_list(
            "slug", "kind", "profile__district_id", "profile__branch_id"
        )
    )


def district_rows() -> list[tuple[str, str]]:
    """(district, borough)."""
    return list(District.objects.order_by("code").values_list("code", "borough_id"))


def place_kind_rows() -> list[tuple[str, int, bool]]:
    """(kind, rank, paid); of two kinds held at once, the one with the higher rank counts."""
    return list(PlaceKind.objects.order_by("code").values_list("code", "position", "paid"))
