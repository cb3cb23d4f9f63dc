"""Whatever the rules, what the protector calls protected the audit passes, and what fails was announced."""

from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import Rules, Table, audit, protect
from tests.methods.disclosure import random_tables as make


def part_of(draw, table: Table) -> Table:
    """A flat table of another measure that never counts more than this one."""
    parts = {at: draw(st.integers(0, count)) for at, count in table.cells.items() if at != ("*",)}
    return Table("part", "part", table.dimensions, parts | {("*",): sum(parts.values())})


@st.composite
def requests(draw):
    tables = draw(make.tables)
    subsets = []
    if tables[0].name == "flat":
        tables = [*tables, part_of(draw, tables[0])]
        subsets = [("part", "persons")]
    cells = {table.key(at): count for table in tables for at, count in table.cells.items()}
    before = draw(st.sets(st.sampled_from(sorted(cells, key=str)), max_size=3))
    earlier = [{key: cells[key] + draw(st.integers(0, 2)) for key in sorted(before, key=str)}]
    rules = Rules(
        n=draw(st.integers(2, 4)),
        zeros=draw(st.sampled_from(["withheld", "shown"])),
        sensitive=draw(st.sampled_from([frozenset(), frozenset({"group"}), frozenset({"branch", "group"})])),
    )
    return tables, rules, earlier, subsets


@settings(max_examples=60, deadline=None)
@given(requests())
def test_no_failure_means_a_clean_audit_and_the_reverse(request):
    tables, rules, earlier, subsets = request
    plan = protect(tables, rules, earlier=earlier, subsets=subsets)
    found = audit(tables, plan, rules, earlier=earlier, subsets=subsets)
    assert found.ok == (not plan.failures), (plan.failures, found.findings)
