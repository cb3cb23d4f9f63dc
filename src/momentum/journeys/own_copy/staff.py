"""Those who work with a person, as the person's copy tells of them: by role and organisation, not by name."""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Role
from momentum.journeys.own_copy.section import Cell, cell


class Staff:
    """Says who did something, for one person: themselves, or somebody in a role."""

    def __init__(self, themselves: User | None) -> None:
        self.themselves = themselves
        self._mandates = lru_cache(maxsize=None)(self._of)

    def __call__(self, user_id: UUID | None, when: date | datetime | None = None) -> Cell:
        if user_id is None:
            return cell("", "–")
        if self.themselves is not None and user_id == self.themselves.pk:
            return cell("yourself", _("yourself"))
        day = timezone.localtime(when).date() if isinstance(when, datetime) else when
        mandates = self._mandates(user_id)
        running = [
            each for each in mandates if day and each.starts <= day and (each.ends is None or each.ends > day)
        ]
        for mandate in running or mandates:
            where = f", {mandate.organisation.name}" if mandate.organisation else ""
            return cell(f"{mandate.role}{where}", f"{Role(mandate.role).label}{where}")
        return cell("", _("somebody who no longer works here"))

    def _of(self, user_id: UUID) -> list[Mandate]:
        rows = Mandate.objects.filter(user=user_id).exclude(role=Role.PARTICIPANT)
        return list(rows.select_related("organisation").order_by("starts", "id"))
