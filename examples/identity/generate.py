"""Makes the example files anew: a field that is invented, drawn from a seed. Run it from the folder of Momentum."""

import csv
from pathlib import Path

import numpy as np

from momentum.methods.isomorphism import HIGHEST, INDICATORS, POLES, SOCIAL_ENTERPRISE

HERE = Path(__file__).resolve().parent
SEED = 2016
YEARS = range(2013, 2017)
BRANCHES = {"repair": 14, "hospitality": 12, "green": 10, "textile": 4}
AGENCY = POLES[0].values


# What each wrote of itself, and what came into the texts of those whom the tender bound.
OWN = {
    "e01": "We mend bicycles together with neighbours who were long without work. Members decide in the assembly what we "
    "do with what is left, and volunteers welcome everybody in the workshop on Saturday. Spokes, chains and brakes are sorted in boxes that children painted.",
    "e02": "Lamps, radios and toasters get a second life at our table. Whoever can solder teaches whoever wants to learn, "
    "and what we earn goes into tools for the street. On Thursday evening the broken vacuum cleaners come in, and somebody always brings soup.",
    "e03": "A workshop for furniture, begun by four residents who could not bear what was thrown away. We sand, glue and "
    "paint, and nobody asks for a diploma at the door. Chairs with three legs are our favourites, and the varnish smells through the whole hall.",
    "e04": "Prams and wheelchairs are repaired here by people who use them. The shop belongs to its members, each with one "
    "vote, and the surplus pays for repairs of those without money. Wheels, axles and cushions hang on the wall in the order in which they wear out.",
    "e05": "In the old depot we take machines apart and build new ones. Young people choose what they want to make, older "
    "craftsmen lend a hand, and the neighbourhood drinks coffee with us. A crane, two lathes and a forge stand where trams used to sleep.",
    "e16": "Our kitchen cooks for the street with what the market did not sell. Volunteers and members share the work, and "
    "the table decides together on the menu and on the money. Lentils on Monday, pancakes on Friday, and whoever washes up chooses the music.",
    "e27": "A garden between the flats, dug by residents. We grow vegetables, keep bees and give away what is ripe, and "
    "every spring the members choose who tends which bed. Pumpkins climb over the fence, the compost steams, and frogs moved into the pond.",
    "e38": "Coats and trousers are sewn again by women from the neighbourhood who learned it at home. We set our own hours "
    "and our own prices, and divide what comes in. Buttons are kept in jars, patterns on the ceiling, and the iron is never cold.",
}
LATER = (
    "We report indicators to the department each quarter and register every participant in the system. The procedure "
    "follows the regulation of the tender, and compliance is audited."
)
POLE = (
    "The department assesses eligibility and registers every participant in the system. The procedure follows the "
    "regulation, indicators are reported to the council each quarter, and compliance with the contract is audited. "
    "Eligibility is assessed anew every year."
)


def texts(bound: list[str]) -> list[list[object]]:
    """Of 2013 and 2016, and one of the public agency; one is too short to say anything of."""
    rows: list[list[object]] = [["", "", "public_agency", POLE]]
    for name, words in OWN.items():
        rows.append([name, 2013, "", words])
        rows.append([name, 2016, "", f"{words} {LATER}" if name in bound else words])
    rows.append(["e20", 2016, "", "We bake bread with people who were without work."])
    return rows


def main() -> None:
    random = np.random.default_rng(SEED)
    branches = [name for name, count in BRANCHES.items() for _ in range(count)]
    size = len(branches)
    bound = [
        f"e{i + 1:02d}"
        for i in range(size)
        if branches[i] == "repair" or (branches[i] == "hospitality" and i % 2)
    ]
    base = np.clip(SOCIAL_ENTERPRISE.values - 0.1 + 0.12 * random.normal(size=(size, 9)), 0, 1)
    rows = []
    for i in range(size):
        name = f"e{i + 1:02d}"
        reach = random.uniform(0.15, 0.4) if name in bound else random.normal(0, 0.03)
        market = random.uniform(0.1, 0.6)
        for t, year in enumerate(YEARS):
            if (i % 13 == 5 and year == 2013) or (i % 17 == 9 and year == 2016):
                continue  # who came later, and who left
            where = base[i] + reach * t / (len(YEARS) - 1) * (AGENCY - base[i])
            told = np.clip(
                np.round(HIGHEST * (np.repeat(where, 3) + 0.1 * random.normal(size=27))), 0, HIGHEST
            )
            contract = (1 - market) * (0.3 + 0.15 * t * (name in bound))
            income = [market, contract, (1 - market - contract) * 0.7, (1 - market - contract) * 0.3]
            cells = [str(int(value)) if random.random() > 0.03 else "" for value in told]
            rows.append([name, year, branches[i], *cells, *(round(1000 * part) * 100 for part in income)])
    items = [f"{name}_{number}" for name in INDICATORS for number in (1, 2, 3)]
    _write(
        "profiles.csv",
        ["organisation", "year", "branch", *items, "market", "public_contract", "subsidy", "gifts"],
        rows,
    )
    _write(
        "requirements.csv",
        ["code", "source", "mechanism", "hours", "first", "last", "binds"],
        [
            ["annual-account", "city", "coercive", 60, 2013, "", ""],
            ["tender-report", "city", "coercive", 96, 2014, "", ";".join(bound)],
            ["quality-mark", "professional body", "normative", 24, 2014, "", ";".join(bound[::2])],
            ["funder-format", "fund", "mimetic", "", 2015, "", ""],
        ],
    )  # fmt: skip
    _write("texts.csv", ["organisation", "year", "pole", "text"], texts(bound))


def _write(name: str, header: list[str], rows: list[list[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
