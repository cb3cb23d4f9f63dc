"""Counting how long this platform's own forms take: by form and year, keyed by record, never by person."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from momentum.accounts.clock import today
from momentum.sector.form_times import FORMS
from momentum.sector.models import FormSitting, FormTime

LONGEST_GAP = timedelta(minutes=5)
KEPT = timedelta(days=1)


def saved(form: str, key: str) -> int:
    """The form of one record was opened or saved; returns its active seconds until now.

    `form` is registered in `momentum.sector.form_times`. The time since the last save counts up to five minutes;
    after a longer gap somebody was doing something else, and it does not count at all.
    """
    with transaction.atomic():
        sitting, fresh = FormSitting.objects.select_for_update().get_or_create(
            form=_registered(form), key=digest(form, key), defaults={"last_saved": timezone.now()}
        )
        if not fresh:
            _count_gap(sitting)
            sitting.save()
    return sitting.seconds


def done(form: str, key: str) -> None:
    """The form of one record was sent: its time is taken into the form's own, and the sitting is forgotten.

    Without a sitting, or one of which no second was counted, there is no time to tell of, and nothing is counted.
    """
    _registered(form)
    with transaction.atomic():
        sitting = FormSitting.objects.select_for_update().filter(form=form, key=digest(form, key)).first()
        if sitting is None:
            return
        _count_gap(sitting)
        sitting.delete()
        if sitting.seconds:
            take(form, today().year, filled=1, seconds=sitting.seconds)


def take(form: str, year: int, *, filled: int, seconds: int) -> None:
    """Adds to a form's time of a year."""
    FormTime.objects.get_or_create(form=_registered(form), year=year)
    FormTime.objects.filter(form=form, year=year).update(
        filled=F("filled") + filled, seconds=F("seconds") + seconds
    )


def forget_old_sittings() -> int:
    """Forms that were opened more than a day ago and never sent; returns how many."""
    old = FormSitting.objects.filter(last_saved__lt=timezone.now() - KEPT)
    return old.delete()[0]


def digest(form: str, key: str) -> str:
    """What stands for a record among the sittings: nobody reads the record back from it."""
    return salted_hmac("momentum.sector.form_times", f"{form}:{key}", algorithm="sha256").hexdigest()


def _registered(form: str) -> str:
    if form not in FORMS:
        raise ValueError(f"no form is registered as {form!r}")
    return form


def _count_gap(sitting: FormSitting) -> None:
    now = timezone.now()
    gap = now - sitting.last_saved
    if timedelta(0) <= gap <= LONGEST_GAP:
        sitting.seconds += round(gap.total_seconds())
    sitting.last_saved = now
