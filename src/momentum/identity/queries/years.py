"""Which years can be read by whom."""

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.identity.models import Round, Statement, StatementState


def public_years() -> list[int]:
    """The years whose statement two others than its author have approved, last first."""
    stated = Statement.objects.filter(state=StatementState.PUBLISHED).values("year")
    return list(Round.objects.filter(year__in=stated).order_by("-year").values_list("year", flat=True))


def may_check(actor: Actor) -> bool:
    """Whether this actor sees what is not public yet."""
    return may(actor, "read", "identity_round")


def years_for(actor: Actor) -> list[int]:
    """The years that this actor may see: an analyst also those that are not public yet."""
    if may_check(actor):
        return list(Round.objects.order_by("-year").values_list("year", flat=True))
    return public_years()


def being_checked() -> int | None:
    """The last year that was asked and is not public yet, if it is later than all that are."""
    last = Round.objects.order_by("-year").values_list("year", flat=True).first()
    return last if last is not None and last not in public_years() else None
