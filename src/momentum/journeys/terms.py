"""By when people get an answer about their own record (GDPR article 12(3)), counted in calendar months."""

import calendar
from datetime import date, timedelta

from django.conf import settings

PROLONGED_BY = 2
"""Months that one prolongation adds."""

COPY_KEPT = timedelta(days=7)
"""How long a copy that was made can be fetched."""

NOTICE = timedelta(days=7)
"""How long before its end a person hears that the restriction of their record will end."""


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day where that month is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due(asked: date, *, prolonged: bool = False) -> date:
    """The last day on which the answer is in time."""
    return months_after(asked, settings.RIGHTS_ANSWER_MONTHS + (PROLONGED_BY if prolonged else 0))


def full_erasure(day: date) -> date:
    """When no backup holds anything any more of somebody erased on `day`: neither their key, nor the name and address
    of their account, which stand unsealed in backups of the data."""
    return day + timedelta(days=max(settings.KEY_BACKUP_DAYS, settings.BACKUP_DAYS))
