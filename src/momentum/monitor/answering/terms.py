"""By when a request for a table is answered."""

from datetime import date, timedelta

from django.conf import settings

REMIND = timedelta(days=7)
"""How long before it is due the analysts are reminded."""


def due(asked: date) -> date:
    """The last day on which the answer is in time."""
    return asked + timedelta(weeks=settings.TABLE_ANSWER_WEEKS)
