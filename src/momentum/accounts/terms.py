"""The classes of retention: what each covers, from when its term counts, and how long it is."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise
UNITS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Period:
    """So many days, weeks, months or years, as in "2 years"."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Raises `ValueError` for what is no period."""
        found = re.fullmatch(r"\s*(\d{1,4})\s+(day|week|month|year)s?\s*", text)
        if not found:
            raise ValueError(
                f"“{text}” is no term; write it as “2 years”, “6 months”, “4 weeks” or “30 days”"
            )
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" + ("s" if self.count != 1 else "")

    def in_words(self) -> str:
        """In the reader's language."""
        words = {
            "day": ngettext("%(count)s day", "%(count)s days", self.count),
            "week": ngettext("%(count)s week", "%(count)s weeks", self.count),
            "month": ngettext("%(count)s month", "%(count)s months", self.count),
            "year": ngettext("%(count)s year", "%(count)s years", self.count),
        }
        return words[self.unit] % {"count": self.count}

    def before(self, day: date) -> date:
        """The day that lies this long before `day`: what ended on it, or earlier, is past its term on `day`."""
        if self.unit in UNITS:
            return day - timedelta(days=self.count * UNITS[self.unit])
        months = day.year * 12 + day.month - 1 - self.count * MONTHS[self.unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Term:
    """`period` is what holds where the city chose nothing; None: no time ends it, `until` says what does."""

    code: str
    title: Text
    until: Text
    period: Period | None = None


def _term(code: str, title: Any, until: Any, period: str = "") -> Term:
    return Term(code, title, until, Period.parse(period) if period else None)


TERMS: dict[str, Term] = {
    term.code: term
    for term in (
        _term(
            "journeys",
            _("a person’s record"),
            _("after the last stay, referral, follow-up and caseload of this person ended"),
            "2 years",
        ),
        _term("accounts", _("accounts"), _("after the last role of this person ended"), "2 years"),
        _term("access_log", _("the access log"), _("after the entry was written"), "5 years"),
        _term("sessions", _("sessions and tries to sign in"), _("after the session ended"), "1 day"),
        _term("devices", _("browsers known from before"), _("after it was last used"), "1 year"),
        _term("letters", _("invitations, letters and codes"), _("after they expired"), "30 days"),
        _term(
            "uploads",
            _("files that were offered but not taken in"),
            _("after the file was offered"),
            "2 days",
        ),
        _term(
            "imports", _("receipts of files that were taken in"), _("after the file was taken in"), "2 years"
        ),
        _term("mail", _("messages that were sent"), _("after the message was sent"), "30 days"),
        _term("tasks", _("work that was done"), _("after the work ended"), "30 days"),
        _term("logs", _("technical logs"), _("after the line was written"), "30 days"),
        _term("backups", _("backups"), _("after the backup was made"), "30 days"),
        _term(
            "edition_facts",
            _("sealed facts behind an edition"),
            _("after the edition was published"),
            "5 years",
        ),
        _term(
            "draft_facts",
            _("sealed facts behind an edition that was not published"),
            _("after somebody last worked on it"),
            "1 year",
        ),
        _term(
            "table_requests",
            _("who asked for a table, and why"),
            _("after the request was answered, declined or taken back"),
            "1 year",
        ),
        _term("proofs", _("proof of what was removed"), _("after the removal"), "10 years"),
        _term("registry", _("the public registry"), _("as long as the organisation is listed")),
        _term("editions", _("published figures"), _("kept for good: they name nobody")),
        _term("system", _("what the system itself needs"), _("as long as the system runs")),
    )
}
