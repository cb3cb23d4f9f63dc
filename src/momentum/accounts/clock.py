"""Which day and moment it is: the demo city stands still on one day."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return settings.TODAY or timezone.localdate()


def now() -> datetime:
    """This time of day, on the day that it is."""
    moment = timezone.localtime()
    if settings.TODAY is None:
        # As it is: put together again from day and time, the hour that comes twice in autumn would come once.
        return moment
    return timezone.make_aware(datetime.combine(settings.TODAY, moment.time()))
