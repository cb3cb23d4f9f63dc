"""Random small tables: one and two dimensions, hierarchies, overlaps, linked."""

from collections import Counter
from itertools import product

from hypothesis import strategies as st

from momentum.methods.disclosure import Dimension, Publication, PublicCell, Table, with_totals

GROUP = Dimension("group", {"g1": "*", "g2": "*"})
BRANCH = Dimension("branch", {"food": "*", "wood": "*"})
FIRM = Dimension(
    "firm",
    {"food": "*", "wood": "*", "f1": "food", "f2": "food", "w1": "wood", "w2": "wood"},
    known_as={"food": "branch", "wood": "branch"},
)
THREE = Dimension("three", {"a": "*", "b": "*", "c": "*"})

counts = st.integers(0, 4)


def _table(name: str, dimensions: tuple[Dimension, ...], values: dict) -> Table:
    """Every combination listed, empty ones too."""
    table = with_totals(Table(name, "persons", dimensions, values))
    cells = {at: table.cells.get(at, 0) for at in product(*(d.codes for d in dimensions))}
    return Table(name, "persons", dimensions, cells)


@st.composite
def flat(draw) -> list[Table]:
    return [_table("flat", (THREE,), {(code,): draw(counts) for code in "abc"})]


@st.composite
def hierarchy(draw) -> list[Table]:
    return [_table("firms", (FIRM,), {(code,): draw(counts) for code in ("f1", "f2", "w1", "w2")})]


@st.composite
def crossed(draw) -> list[Table]:
    return [
        _table(
            "crossed",
            (BRANCH, GROUP),
            dict.fromkeys(product(("food", "wood"), ("g1", "g2")), 0)
            | {at: draw(counts) for at in product(("food", "wood"), ("g1", "g2"))},
        )
    ]


@st.composite
def linked(draw) -> list[Table]:
    """People with a firm and a group: one table by firm, one by branch and group."""
    people = draw(
        st.lists(st.tuples(st.sampled_from(["f1", "f2", "w1"]), st.sampled_from(["g1", "g2"])), max_size=9)
    )
    firms = Counter((firm,) for firm, _ in people)
    groups = Counter((FIRM.parents[firm], group) for firm, group in people)
    return [_table("firms", (FIRM,), firms), _table("groups", (BRANCH, GROUP), groups)]


@st.composite
def overlapping(draw) -> list[Table]:
    """People who may be in several groups: parts add up to more than the whole."""
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(["food", "wood"]), st.sets(st.sampled_from(["g1", "g2"]), min_size=1)),
            max_size=8,
        )
    )
    cells = dict.fromkeys(product(BRANCH.codes, GROUP.codes), 0)
    for branch, groups in people:
        for at in product((branch, "*"), (*groups, "*")):
            cells[at] += 1
    return [Table("overlapping", "persons", (BRANCH, GROUP), cells, additive=False)]


tables = st.one_of(flat(), hierarchy(), crossed(), linked(), overlapping())


def publication(tables: list[Table], withheld: set) -> Publication:
    """What is published when these cells are withheld."""
    return Publication(
        {
            table.name: [
                PublicCell(at, None, "withheld") if table.key(at) in withheld else PublicCell(at, value, None)
                for at, value in table.cells.items()
            ]
            for table in tables
        }
    )
