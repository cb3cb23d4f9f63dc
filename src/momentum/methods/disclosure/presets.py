"""Rules with a name, each explained and with its source: where to begin, not the last word."""

from dataclasses import dataclass

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.rules import Rules

HANDBOOK = "Hundepool et al., Statistical Disclosure Control (Wiley, 2012)"


@dataclass(frozen=True)
class Preset:
    """Rules under a name; `explanation` is one paragraph, `source` says where they come from."""

    rules: Rules
    explanation: str
    source: str


PRESETS: dict[str, Preset] = {
    "persons": Preset(
        Rules(n=5, zeros="withheld", width=3),
        "For tables that count persons. Counts of 1 to 4 are withheld: in so small a group its members recognise "
        "each other, and whoever knows one of them learns the rest. Five is a convention, not a law of nature; "
        "what matters is that it is the same everywhere. Zeros may be withheld too where that hides a small count, "
        "so that a withheld cell may be empty; and whatever a reader can add and subtract, the range left for "
        "a small count is at least 3 wide. Name a sensitive dimension besides where it would tell something "
        "about everybody in a row that they all are of one kind.",
        f"The threshold rule of {HANDBOOK}, on frequency tables, and the minimum frequency of the τ-ARGUS manual; "
        "that ranges and not only values are protected: Fischetti & Salazar-González (Management Science, 2001).",
    ),
    "persons-cautious": Preset(
        Rules(n=10, zeros="withheld", width=5),
        "For counts of persons where more is at stake: health, debts, small towns, readers who know the field. "
        "Counts of 1 to 9 are withheld, and the range left for each is at least 5 wide. Ten is the least number of "
        "contributors that several offices ask of whatever leaves their research rooms. It withholds far more "
        "than five does: where little remains, fewer or broader categories serve the reader better.",
        "The rule of ten of the Australian Bureau of Statistics (DataLab, output rules) and the threshold of ten that "
        "the Office for National Statistics applies to research outputs; the threshold rule as for persons.",
    ),
    "money": Preset(
        Rules(n=3, zeros="withheld", width=3, p=10.0),
        "For sums of amounts: turnover, wages, grants. A total tells about its largest contributor: the second "
        "largest knows its own part, takes it off, and has an estimate that is too high by what the others add. "
        "Where that comes within 10 percent of the largest contribution, the cell is withheld (the p% rule), and so is "
        "every sum over one or two contributors, where nothing is left to estimate. The p% rule looks at exactly what "
        "a competitor can do, which is why it is preferred to counting shares; 10 is a customary choice.",
        f"The p% rule of {HANDBOOK}, on magnitude tables, and of the τ-ARGUS manual (one intruder who is himself "
        "a contributor).",
    ),
    "money-cautious": Preset(
        Rules(n=10, zeros="withheld", width=3, dominance=(1, 50.0)),
        "For sums of which only little is known about the contributors, or that leave a research room. A sum is "
        "withheld when fewer than ten contribute to it, or when the largest alone makes up more than half (the "
        "dominance rule, here with one contributor and 50 percent). It needs no judgement and withholds much; it does not "
        "look at what a second large contributor could work out, as the p% rule does: give p besides where there are few.",
        "Output guidelines of research data centres (ESSnet on statistical disclosure control, guidelines for the "
        f"checking of output based on microdata research, 2010); the (n,k) rule of {HANDBOOK}.",
    ),
}


def preset(name: str) -> Rules:
    """The rules called so. Raises `TableError` naming those there are."""
    if name not in PRESETS:
        raise TableError(f"There is no preset {name}. There are: {', '.join(PRESETS)}.")
    return PRESETS[name].rules
