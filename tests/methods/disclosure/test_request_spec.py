"""The TOML of a request: what it says, and a sentence for whatever is unclear."""

import pytest

from momentum.methods.disclosure import TableError
from momentum.methods.disclosure.spec import read_spec
from tests.methods.disclosure.requests import tables

BASE = "[dimensions.group]\n[dimensions.firm]\n"


def test_tables_inherit_what_they_have_in_common():
    spec = read_spec(
        '[table]\nperson = "id"\nzeros = "shown"\n' + BASE + '[[tables]]\nby = ["group"]\n'
        '[[tables]]\nby = ["firm", "group"]\nzeros = "withheld"\nname = "both"\nwhere = { kind = 3 }\n'
    )
    one, two = spec.tables
    assert (one.name, one.person, one.zeros, one.measure) == ("persons by group", "id", "shown", "persons")
    assert (two.name, two.person, two.zeros) == ("both", "id", "withheld")
    assert two.where == (("kind", frozenset({"3"})),)
    assert two.measure == "persons of kind=3"


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("", "names no dimension"),
        ("dimensions = 3\n", "[dimensions] must be a table"),
        ("[dimensions]\ngroup = 1\n", "[dimensions.group] must be a table"),
        ("[dimensions.group]\nlevels = 'x'\n", "levels is 'x'; give a list of texts"),
        ("[dimensions.group]\nlevels = ['x']\nparents = { a = 'b' }\n", "gives both levels and parents"),
        ("[dimensions.group]\nlevels = ['x']\n[[dimensions.group.also]]\n", "gives neither levels nor parents"),
        ("[dimensions.group]\nalso = 3\n", "[[dimensions.group.also]]"),
        ("[dimensions.group]\nparents = { a = [1] }\n", "give a text for each code"),
        (BASE + "[[tables]]\nby = ['town']\n", "by names town, which is no dimension"),
        (BASE + "[[tables]]\nby = ['group', 'group']\n", "by names a dimension twice"),
        (BASE + "[[tables]]\n[[tables]]\n", "Two tables are called persons by group and firm"),
        ("tables = []\n" + BASE, "tables is an empty list"),
        (BASE + "[[tables]]\nmeasure_column = 'm'\nvalue = 'v'\n", "use it in [table], without [[tables]]"),
        (BASE + "[table]\nkind = 'mean'\n", "kind is 'mean'; give one of count, sum"),
        (BASE + "[table]\nkind = 'sum'\n", "names no value: the column with the amounts"),
        (BASE + "[table]\nkind = 'sum'\nvalue = 'v'\n", "say whether a row of the file is a record or a cell"),
        (BASE + "[table]\nvalue = 'v'\nperson = 'p'\n", "counts or people, not both"),
        (BASE + "[table]\nvalue = 'v'\ncontributor = 'p'\n", "names contributor, which a file of cells"),
        (BASE + "[table]\nlargest = ['p']\n", "names largest, which a file of records does not have"),
        (BASE + "[table]\nrows = 'cells'\n", "names no value: the column with the counts"),
        (BASE + "[table]\nadditive = 'no'\n", "additive is 'no'; give true or false"),
        (BASE + "[table]\nwhere = { a = [] }\n", "columns with their codes"),
        (BASE + "[table]\nzeros = 'gone'\n", "zeros is 'gone'; give one of withheld, shown"),
        (BASE + "[[tables]]\nmeasure='m'\nby=['group']\n[[tables]]\nmeasure='m'\nby=['firm']\nwhere={ a = '1' }\n",
         "have the same measure m but do not count the same records"),
        (BASE + "[rules]\nsensitive = 'group'\n", "sensitive is 'group'; give a list of texts"),
        (BASE + "[rules]\nholders = ['town']\n", "holders names town, which is no dimension"),
        (BASE + "[rules]\nn = true\n", "n is True; give a whole number"),
        (BASE + "[rules]\nn = 99999999999999999999\n", "give a whole number, at most"),
        (BASE + "[rules]\np = -1\n", "p is -1; give a number that is not negative"),
        (BASE + "[[costs]]\ngroup = '*'\n", "has no times"),
        (BASE + "[[costs]]\ntown = '*'\ntimes = 2\n", "[[costs]] names town"),
        (BASE + "[[pinned]]\ntable = 'x'\n", "names the table x, which is not among [[tables]]"),
        (BASE + "[[pinned]]\ngroup = [1]\n", "give a text for each code"),
        (BASE + "[[ratios]]\nnumerator = 'a'\n", "needs a numerator and a denominator"),
        ("subsets = [['a']]\n" + BASE, "subsets must be a list of pairs"),
        ("subsets = [[1, 2]]\n" + BASE, "subsets must be a list of pairs"),
        ("earlier = 'x.csv'\n" + BASE, "earlier is 'x.csv'; give a list of texts"),
        ("time_limit = -1\n" + BASE, "time_limit is -1; give a number"),
        ("time_limit = nan\n" + BASE, "time_limit is nan; give a number"),
        ("seed = 1.5\n" + BASE, "seed is 1.5; give a whole number"),
        ("profile = 'slow'\n" + BASE, "profile is 'slow'; give one of fast, best"),
        ("x = " + "[" * 5000 + "\n", "not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_unclear_gets_a_sentence(spec, sentence):
    with pytest.raises(TableError) as caught:
        read_spec(spec)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ("[[ratios]]\nnumerator='x'\ndenominator='persons by group'\n", "names x; the tables are"),
        (
            "[[ratios]]\nnumerator='persons by group'\ndenominator='persons by firm'\n",
            "two tables of the same dim",
        ),
    ],
)
def test_ratios_are_of_two_tables_alike(extra, sentence):
    spec = BASE + "[[tables]]\nby=['group']\n[[tables]]\nby=['firm']\n" + extra
    with pytest.raises(TableError, match=sentence):
        tables(spec, "group,firm\na,f\n")
