"""What a listed code tells: the audit lets its total be 0 where zeros may be withheld, and 1 at least where they are shown."""

from pathlib import Path

import pytest

from momentum.methods.disclosure import Rules, audit
from tests.methods.disclosure.requests import tables
from tests.methods.disclosure.test_known_leaks import published

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "protection.md"
RECORDS = "person,firm\n" + "".join(f"p{i},{'a' if i < 3 else 'b' if i < 10 else 'c'}\n" for i in range(20))
SPEC = '[table]\nperson = "person"\n[dimensions.firm]\n'


@pytest.mark.parametrize(("zeros", "least"), [("withheld", 0), ("shown", 1)])
def test_a_code_that_occurs_in_the_records_may_be_empty_only_where_zeros_may_be_withheld(zeros, least):
    (table,) = tables(SPEC, RECORDS).values()
    found = audit([table], published(table, withheld={("a",), ("b",)}), Rules(zeros=zeros))
    assert found.intervals[table.key(("a",))].low == least


def test_codes_that_the_spec_gives_are_listed_though_nobody_has_them():
    spec = SPEC + 'parents = { a = "*", b = "*", c = "*", d = "*" }\n'
    (table,) = tables(spec, RECORDS).values()
    assert "d" in table.dimensions[0].codes
    assert not table.cells.get(("d",))


def test_the_page_of_honesty_names_it():
    assert "A code that is listed may tell that somebody has it" in PAGE.read_text(encoding="utf-8")
