"""An organisation's figures over a year."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Stale, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.sector.actions.form_times import done
from momentum.sector.actions.saving import locked, put
from momentum.sector.models import Profile, YearFigures

FIGURES = frozenset(
    [
        "revenue_market",
        "revenue_public_contract",
        "revenue_subsidy",
        "revenue_gifts",
        "fte",
        "legal_form",
        "board_members",
        "board_from_target_group",
        "bears_own_risk",
    ]
)


def record_year_figures(
    actor: Actor, organisation: Organisation, year: int, *, version: int | None = None, **values: Any
) -> YearFigures:
    """Records one year's figures (FIGURES; money in whole euros), or corrects them given their `version`.

    Raises `Refused`, `ValidationError` by field, or `Stale` when the year has figures of another version.
    """
    require(actor, "write", "organisation", organisation)
    with transaction.atomic():
        # The organisation's row serves as the lock of its years: two first reports cannot both be the first.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = YearFigures.objects.filter(organisation=organisation, year=year).first()
        if version is None and known is not None:
            raise Stale(known)
        if version is not None and known is not None:
            record = locked(YearFigures, known.pk, version, "organisation")
            record.version += 1
        else:
            record = YearFigures(organisation=organisation, year=year)
        if isinstance(values.get("fte"), float):
            values["fte"] = Decimal(str(values["fte"]))
        put(record, values, FIGURES)
        _check(record)
        record.save()
        done("figures", f"{organisation.slug}:{year}")
    return record


def _check(record: YearFigures) -> None:
    problems: dict[str, Any] = {}
    try:
        record.full_clean(exclude=["organisation"], validate_constraints=False)
    except ValidationError as error:
        problems |= error.message_dict
    if record.year > today().year:
        problems["year"] = _("%d has not begun yet.") % record.year
    founded = Profile.objects.filter(pk=record.organisation_id).values_list("founded", flat=True).first()
    if founded and record.year < founded.year:
        problems["year"] = _(
            "The organisation began in %d: figures of an earlier year cannot be its own."
        ) % (founded.year)
    if record.fte is not None and record.fte < 0:
        problems["fte"] = _("Full-time jobs cannot be fewer than none.")
    if (
        not {"board_members", "board_from_target_group"} & problems.keys()
        and record.board_from_target_group > record.board_members
    ):
        problems["board_from_target_group"] = _(
            "More board members come from the target group than the board has members."
        )
    if problems:
        raise ValidationError(problems)
