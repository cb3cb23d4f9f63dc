"""Which day it is: the demo city stands still on one day."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return settings.TODAY or timezone.localdate()
