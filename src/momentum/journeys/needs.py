"""The closed list of what a person needs to work well. What somebody needs, never what somebody has."""

from django.utils.translation import gettext_lazy as _

NEEDS = {
    "quiet": _("a quiet place to work"),
    "short_days": _("short days"),
    "late_start": _("a start later in the morning"),
    "fixed_rhythm": _("the same days and times each week"),
    "breaks": _("extra breaks"),
    "one_task": _("one task at a time"),
    "written_steps": _("steps on paper"),
    "one_contact": _("one person to turn to"),
    "small_team": _("a small team"),
    "sitting": _("work that can be done sitting"),
    "step_free": _("a building without steps"),
    "large_print": _("large print"),
    "nearby": _("a place close to home"),
    "plain_dutch": _("explanation in plain Dutch"),
}
