"""Which day and moment it is: the demo city stands still on one day."""

from abc import ABC, abstractmethod
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


class Deadline(ABC):
    """How something that `runs` stands against the day on which it is `due`; `warning` days before, it is urgent."""

    warning: int

    @property
    @abstractmethod
    def due(self) -> date:
        """The last day."""

    @property
    @abstractmethod
    def runs(self) -> bool:
        """Whether it still waits for an answer."""

    @property
    def days_left(self) -> int:
        return (self.due - today()).days

    @property
    def late(self) -> bool:
        return self.runs and self.days_left < 0

    @property
    def soon(self) -> bool:
        return self.runs and 0 <= self.days_left <= self.warning
