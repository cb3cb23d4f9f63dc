"""Requests for protection and protected tables, broken in ways nobody planned: read, or refused with a sentence."""

import random

from momentum.methods.disclosure import Table, TableError
from momentum.methods.disclosure.files import (
    cell_costs,
    pinned_cells,
    publication_from,
    published_before,
    subsets_of,
    tables_from,
)
from momentum.methods.disclosure.spec import read_spec
from momentum.methods.sheets import SheetError, read_sheet
from tests.fuzz.test_importers import FILES, SEED, broken

RECORDS = "person,firm,branch,region,group,wage\n" + "".join(
    f"p{n},f{n % 7},b{n % 7 // 3},r{n % 7 % 2},{'abc'[n % 3]},{1000 + 37 * n}\n" for n in range(60)
)
SPEC = """
earlier = []
seed = 3
[table]
person = "person"
[dimensions.firm]
levels = ["branch"]
[[dimensions.firm.also]]
levels = ["region"]
[dimensions.group]
known_as = { a = "firm" }
[[tables]]
name = "both"
by = ["firm", "group"]
where = { group = ["a", "b"] }
[[tables]]
name = "firms"
by = ["firm"]
[[tables]]
name = "wages"
by = ["firm"]
kind = "sum"
value = "wage"
contributor = "person"
[rules]
preset = "money"
dominance = [2, 80]
[[pinned]]
firm = "*"
[[costs]]
firm = "b1"
times = 2
[[ratios]]
numerator = "wages"
denominator = "firms"
"""
CELLS = "firm,branch,persons\n*,*,90\n*,b0,40\n*,b1,50\nf0,b0,33\nf1,b0,7\nf2,b1,3\nf3,b1,47\n"
CELL_SPEC = '[table]\nvalue = "persons"\n[dimensions.firm]\nlevels = ["branch"]\n'
PROTECTED = (
    "firm,persons,around,withheld\n*,90,0,\nb0,,,withheld\nb1,50,4,\nf0,<5,,\nf1,x,,\nf2,.,,\nf3,45,4,\n"
)
WORDS = [
    "[[",
    "]",
    "=",
    "'",
    '"',
    "\n",
    "{",
    "-1",
    "nan",
    "1e999",
    "true",
    "*",
    "é",
    "\x00",
    "9" * 30,
    "[rules]\n",
]


def request(spec: str, records: bytes) -> list[Table]:
    read = read_spec(spec)
    made = tables_from(read_sheet(records), read)
    pinned_cells(read, made)
    cell_costs(read, made)
    subsets_of(read, made)
    return made


def outcome(call, *given) -> bool:
    """Whether it was read; a refusal is a sentence, and nothing else may come out."""
    try:
        call(*given)
    except (TableError, SheetError) as refusal:
        said = str(refusal).strip()
    else:
        return True
    assert 10 < len(said) < 2000, said[:200]
    return False


def reworded(text: str, chance: random.Random) -> str:
    """One to three injuries of the kind that a person or an editor makes."""
    for _each in range(chance.randint(1, 3)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 3, 12]))
        text = text[:start] + chance.choice([*WORDS, "", text[end : end + 20]]) + text[end:]
    return text


def tried(call, chance: random.Random, times: int) -> None:
    for number in range(times):
        state = chance.getstate()
        try:
            call()
        except Exception as problem:
            raise AssertionError(f"seed {SEED}, number {number}, {state[1][:2]}: {problem!r}") from problem


def test_they_are_whole_before_they_are_broken():
    assert [table.name for table in request(SPEC, RECORDS.encode())] == ["both", "firms", "wages"]
    made = request(CELL_SPEC, CELLS.encode())
    assert publication_from(read_sheet(PROTECTED.encode()), read_spec(CELL_SPEC), made)


def test_a_broken_spec_is_read_or_refused_with_a_sentence():
    chance = random.Random(SEED)
    read: list[bool] = []
    tried(lambda: read.append(outcome(request, reworded(SPEC, chance), RECORDS.encode())), chance, FILES * 2)
    assert False in read


def test_broken_records_and_cells_are_read_or_refused_with_a_sentence():
    chance = random.Random(SEED + 1)
    read: list[bool] = []
    for spec, text in ((SPEC, RECORDS), (CELL_SPEC, CELLS)):
        tried(lambda: read.append(outcome(request, spec, broken(text.encode(), chance))), chance, FILES)  # noqa: B023
        tried(lambda: read.append(outcome(request, spec, reworded(text, chance).encode())), chance, FILES)  # noqa: B023
    assert False in read


def test_a_broken_protected_table_is_read_or_refused_with_a_sentence():
    chance = random.Random(SEED + 2)
    spec = read_spec(CELL_SPEC)
    made = tables_from(read_sheet(CELLS.encode()), spec)
    read: list[bool] = []

    def both() -> None:
        text = (
            reworded(PROTECTED, chance).encode()
            if chance.random() < 0.5
            else broken(PROTECTED.encode(), chance)
        )
        for call in (publication_from, published_before):
            read.append(outcome(lambda told: call(read_sheet(told), spec, made), text))  # noqa: B023

    tried(both, chance, FILES)
    assert False in read
