"""Cities made up by hypothesis: overlaps, gaps near every limit, running spells, two groups at once."""

import datetime as dt
import random

from hypothesis import strategies as st

from tests.methods.indicators.city import DISTRICTS, KINDS, ORGANISATIONS, City

FREEZE = dt.date(2016, 2, 10)
BEGIN = dt.date(2014, 6, 1)
SPAN = (FREEZE - BEGIN).days
GROUPS = ("mental health", "youth", "long term")
GAPS = (-40, -5, -1, 0, 1, 29, 30, 31, 89, 90, 91, 92, 93, 120)
LENGTHS = (1, 2, 20, 29, 30, 31, 60, 91, 92, 150, 300)


@st.composite
def chains(draw, most, running=True):
    """Start and end dates of up to `most` stretches, each begun near a limit after the one before."""
    found = []
    day = draw(st.integers(0, SPAN - 30))
    for _ in range(draw(st.integers(0, most))):
        length = draw(st.sampled_from(LENGTHS))
        ends = not running or draw(st.integers(0, 4)) > 0
        start = BEGIN + dt.timedelta(days=max(day, 0))
        found.append((start, start + dt.timedelta(days=length) if ends else None))
        day = max(day, 0) + length + draw(st.sampled_from(GAPS))
    return found


@st.composite
def persons(draw):
    """One person's facts without a name: birth year, home, spells, memberships, assessments."""
    spells = [
        (draw(st.sampled_from(ORGANISATIONS))[0], draw(st.sampled_from(KINDS))[0], start, end)
        for start, end in draw(chains(6))
    ]
    memberships = []
    for group in draw(st.sets(st.sampled_from(GROUPS))):
        last = None
        for start, end in sorted(draw(chains(2)), key=lambda pair: pair[0]):
            if last is None or (last[1] is not None and start >= last[1]):
                last = (start, end)
                memberships.append((group, start, end))
    days = st.integers(-20, SPAN + 20).map(lambda n: BEGIN + dt.timedelta(days=n))
    ladder = draw(st.dictionaries(days, st.integers(1, 6), max_size=4))
    wage = draw(st.dictionaries(days, st.integers(0, 100), max_size=4))
    return {
        "born": draw(st.sampled_from([None, 1949, 1950, 1970, 1988, 1998, 2005])),
        "home": draw(st.sampled_from([None, *(name for name, _ in DISTRICTS)])),
        "spells": spells,
        "memberships": memberships,
        "ladder": ladder,
        "wage": wage,
        "hours": draw(st.lists(st.tuples(st.integers(-10, 60), st.integers(1, 200)), max_size=4)),
    }


def city_of(people):
    """The city in which these people live."""
    city = City(freeze=FREEZE)
    for number, person in enumerate(people):
        name = f"p{number:04d}"
        city.person.append((name, person["born"], person["home"]))
        city.membership += [(name, *row) for row in person["memberships"]]
        for order, (place, kind, start, end) in enumerate(person["spells"]):
            spell = f"{name}-{order}"
            city.spell.append((spell, name, place, kind, start, end, None if end is None else "other"))
            if order < len(person["hours"]):
                late, length = person["hours"][order]
                since = start + dt.timedelta(days=late)
                city.hours.append((spell, since, since + dt.timedelta(days=length), 4.0 * order + 7))
                if length % 2:
                    city.hours.append((spell, since + dt.timedelta(days=length), None, 3.5))
        city.assessment += [(name, "ladder", day, float(v)) for day, v in person["ladder"].items()]
        city.assessment += [(name, "wage_value", day, float(v)) for day, v in person["wage"].items()]
    return city


def cities(most=8):
    """Cities of up to `most` people."""
    return st.lists(persons(), min_size=1, max_size=most).map(city_of)


def seeded_city(seed, size):
    """A city of `size` people, always the same for a seed; fuller lives than hypothesis tends to make."""
    rng = random.Random(seed)

    def chain(most):
        found, day = [], rng.randrange(SPAN - 60)
        for _ in range(rng.randint(1, most)):
            length = rng.choice(LENGTHS)
            start = BEGIN + dt.timedelta(days=max(day, 0))
            found.append((start, start + dt.timedelta(days=length) if rng.random() < 0.85 else None))
            day = max(day, 0) + length + rng.choice(GAPS)
        return found

    def person():
        memberships = []
        for group in rng.sample(GROUPS, rng.choice([0, 1, 1, 2])):
            start, end = chain(1)[0]
            memberships.append((group, start - dt.timedelta(days=rng.choice([0, 100, 400])), end))
        return {
            "born": rng.choice([None, 1949, 1950, 1970, 1988, 1998, 2005]),
            "home": rng.choice([None, *(name for name, _ in DISTRICTS)]),
            "spells": [(rng.choice(ORGANISATIONS)[0], rng.choice(KINDS)[0], *pair) for pair in chain(7)],
            "memberships": memberships,
            "ladder": {day(rng): rng.randint(1, 6) for _ in range(rng.randint(0, 4))},
            "wage": {day(rng): rng.randint(0, 100) for _ in range(rng.randint(0, 4))},
            "hours": [(rng.randint(-10, 60), rng.randint(1, 200)) for _ in range(rng.randint(0, 4))],
        }

    def day(rng):
        return BEGIN + dt.timedelta(days=rng.randrange(SPAN + 20))

    return city_of([person() for _ in range(size)])
