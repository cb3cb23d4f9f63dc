"""Earlier profiles in a sheet: one row an enterprise and year, a column a question. What is wrong with a row is said."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.identity.instrument import CURRENT, Instrument, load
from momentum.identity.models import Response, Round
from momentum.identity.queries.answers import is_open
from momentum.identity.queries.rounds import SOCIAL_ENTERPRISE
from momentum.methods.sheets import Cell, Sheet
from momentum.sector.models import Identifier

ORGANISATION = frozenset({"organisation", "organisatie", "enterprise", "onderneming"})
YEAR = frozenset({"year", "jaar"})
NOTHING = frozenset({"", "?", "-", "–"})
EARLIEST = 1990
MOST_ROWS = 3000


@dataclass(frozen=True)
class Row:
    """A profile to take in: answers by question, 0 to 4."""

    line: int
    organisation: str
    name: str
    year: int
    answers: dict[str, int]


@dataclass(frozen=True)
class Problem:
    """What is wrong: `line` of the file, 0 for the file as a whole."""

    line: int
    words: str


@dataclass
class Preview:
    """What a file would bring. It is taken in only without a problem, and then whole."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def years(self) -> list[int]:
        return sorted({row.year for row in self.rows})

    @property
    def new_rounds(self) -> list[int]:
        """Years without a round: one is made, closed already."""
        known = set(Round.objects.filter(year__in=self.years).values_list("year", flat=True))
        return [year for year in self.years if year not in known]

    @property
    def enterprises(self) -> int:
        return len({row.organisation for row in self.rows})

    @property
    def thin(self) -> int:
        """Rows with fewer than two thirds of the questions: kept, but no profile is made of them."""
        asked = len(load(CURRENT).items)
        return sum(3 * len(row.answers) < 2 * asked for row in self.rows)


def look_over(sheet: Sheet) -> Preview:
    """What a sheet brings, and the problem of every row that cannot be taken in."""
    found, instrument = Preview(), load(CURRENT)
    columns = _columns(sheet, instrument, found)
    if found.problems:
        return found
    names = _Names()
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        if line in sheet.wrong_width:
            found.problems.append(
                Problem(
                    line,
                    _("This row has %(count)d cells, and the first row has %(width)d. Make them equal.")
                    % {"count": sheet.wrong_width[line], "width": len(sheet.header)},
                )
            )
            continue
        said = {code: cells[place] for code, place in columns.items()}
        _take_row(line, said, names, found)
    _check_against_each_other(found)
    _check_against_known(found)
    found.problems.sort(key=lambda each: each.line)
    return found


def check_again(rows: Iterable[Row]) -> Preview:
    """Rows that were looked over before, against what is known now."""
    found = Preview(list(rows))
    _check_against_each_other(found)
    _check_against_known(found)
    return found


def _columns(sheet: Sheet, instrument: Instrument, found: Preview) -> dict[str, int]:
    codes = {item.code for item in instrument.items}
    columns: dict[str, int] = {}
    for place, title in enumerate(sheet.header):
        name = title.strip().lower()
        code = "organisation" if name in ORGANISATION else "year" if name in YEAR else name
        if code in columns:
            found.problems.append(Problem(0, _("The column “%s” stands there twice. Remove one.") % title))
        elif code in codes or code in ("organisation", "year"):
            columns[code] = place
        elif name:
            found.ignored.append(title)
    if "organisation" not in columns:
        found.problems.append(
            Problem(0, _("No column “organisation”. Add one with the name, the short name or the number."))
        )
    if "year" not in columns:
        found.problems.append(Problem(0, _("No column “year”. Add one, with years such as 2014.")))
    if not codes & columns.keys():
        found.problems.append(
            Problem(0, _("No column with the code of a question. The empty sheet on this page has them all."))
        )
    if len(sheet.rows) > MOST_ROWS:
        found.problems.append(
            Problem(0, _("The file has more than %d rows. Split it into smaller files.") % MOST_ROWS)
        )
    elif not sheet.rows:
        found.problems.append(Problem(0, _("There is no row under the first one. Add the profiles.")))
    return columns


def _take_row(line: int, said: dict[str, Cell], names: "_Names", found: Preview) -> None:
    problems: list[str] = []
    organisation = names.find(_text(said.pop("organisation")), problems)
    year = _year(_text(said.pop("year")), problems)
    answers: dict[str, int] = {}
    for code, cell in said.items():
        text = _text(cell)
        if text in NOTHING:
            continue
        if text in ("0", "1", "2", "3", "4"):
            answers[code] = int(text)
        else:
            problems.append(
                _("“%(text)s” under %(code)s is not 0, 1, 2, 3 or 4. Leave it empty where it is not known.")
                % {"text": text[:40], "code": code}
            )
    if not answers and not problems:
        problems.append(_("No question is answered. Remove this row, or fill it in."))
    found.problems += [Problem(line, words) for words in problems]
    if not problems and organisation is not None and year is not None:
        found.rows.append(Row(line, str(organisation.pk), organisation.name, year, answers))


class _Names:
    """Social enterprises by everything they are called: name, short name, number in a register."""

    def __init__(self) -> None:
        self.known: dict[str, set[Organisation]] = defaultdict(set)
        enterprises = {each.pk: each for each in Organisation.objects.filter(kind=SOCIAL_ENTERPRISE)}
        for each in enterprises.values():
            self.known[each.slug].add(each)
            self.known[each.name.casefold()].add(each)
        numbers = Identifier.objects.filter(organisation__in=list(enterprises))
        for key, value in numbers.values_list("organisation_id", "value"):
            self.known[value.casefold()].add(enterprises[key])

    def find(self, text: str, problems: list[str]) -> Organisation | None:
        if not text:
            problems.append(_("No enterprise is named."))
            return None
        found = self.known.get(text.casefold(), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            problems.append(
                _("“%s” is the name of several enterprises. Write its short name or its number.") % text[:80]
            )
        else:
            problems.append(
                _("“%s” is not a social enterprise in the registry. Correct the name, or register it first.")
                % text[:80]
            )
        return None


def _year(text: str, problems: list[str]) -> int | None:
    last = today().year
    if len(text) == 4 and text.isascii() and text.isdigit() and EARLIEST <= int(text) <= last:
        return int(text)
    problems.append(
        _("“%(text)s” is not a year from %(first)d to %(last)d.")
        % {"text": text[:40], "first": EARLIEST, "last": last}
    )
    return None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _check_against_each_other(found: Preview) -> None:
    times = Counter((row.organisation, row.year) for row in found.rows)
    seen: set[tuple[str, int]] = set()
    for row in found.rows:
        key = (row.organisation, row.year)
        if times[key] > 1 and key in seen:
            found.problems.append(
                Problem(
                    row.line,
                    _("%(name)s stands in the file twice for %(year)d. Remove one row.")
                    % {"name": row.name, "year": row.year},
                )
            )
        seen.add(key)


def _check_against_known(found: Preview) -> None:
    rounds = {each.year: each for each in Round.objects.filter(year__in=found.years)}
    there: dict[tuple[str, int], Any] = {
        (str(each.organisation_id), each.round.year): each
        for each in Response.objects.filter(round__year__in=found.years).select_related("round")
    }
    for row in found.rows:
        told = {"name": row.name, "year": row.year}
        known, round_ = there.get((row.organisation, row.year)), rounds.get(row.year)
        if round_ is not None and (is_open(round_) or round_.opens > today()):
            words = _(
                "The round of %(year)d is not over: the enterprise answers for itself. Remove this row."
            )
        elif round_ is None and row.year == today().year:
            words = _("%(year)d is not over. Open a round, and the enterprises answer for themselves.")
        elif round_ is not None and round_.instrument != CURRENT:
            words = _("The round of %(year)d asked other questions than this file. Remove this row.")
        elif known is not None and known.imported_from:
            words = _("%(name)s has an imported profile of %(year)d. Take that import back first.")
        elif known is not None and known.answers.exists():
            words = _("%(name)s answered for itself in %(year)d. Remove this row.")
        else:
            continue
        found.problems.append(Problem(row.line, words % told))
