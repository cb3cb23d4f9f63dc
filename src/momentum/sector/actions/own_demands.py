"""This platform's own forms, filed as demands beside everybody else's."""

from datetime import date

from django.db.models import Min

from momentum.sector.actions.form_times import forget_old_sittings
from momentum.sector.actions.requirements import file_requirement
from momentum.sector.form_times import FORMS
from momentum.sector.models import FormTime, Party, Requirement
from momentum.sector.queries.form_times import own_forms

FILED = "form:"


def file_own_forms(day: date) -> int:
    """Files every registered form with the hours a year that it really takes, as known on a day; returns how many.

    Since when: the first year in which its time was counted. A form that is no longer asked ends on that day.
    """
    first = dict(FormTime.objects.values_list("form").annotate(Min("year")).order_by())
    filed = {each.filed_as: each for each in Requirement.objects.filter(filed_as__startswith=FILED)}
    for line in own_forms(day.year):
        name = FILED + line.form.code
        known = filed.pop(name, None)
        began = date(first[line.form.code], 1, 1) if line.form.code in first else day
        file_requirement(
            name,
            title_nl=line.form.title_in("nl"),
            title_en=line.form.title_in("en"),
            party=Party.PLATFORM,
            mechanism=line.form.mechanism,
            hours=line.hours,
            since=min(began, known.since) if known else began,
            until=None,
        )
    for each in filed.values():
        if each.until is None and each.since < day:
            each.until = day
            each.version += 1
            each.save()
    return len(FORMS)


def file_daily(day: date) -> str:
    """The daily job."""
    filed, forgotten = file_own_forms(day), forget_old_sittings()
    return f"{filed} forms of this platform filed as demands; {forgotten} unfinished sittings forgotten"
