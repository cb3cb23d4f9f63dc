"""Every indicator once more, slowly: person by person and day by day, without any table engine.

Nothing here is shared with the package: it reads the rows of a `City` and walks over days.
"""

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from itertools import product
from statistics import fmean, median

ONE = dt.timedelta(days=1)
INSIDE = {
    "organisation": ("branch", "organisation_district", "organisation_borough"),
    "organisation_district": ("organisation_borough",),
    "district": ("borough",),
}
BANDS = [(65, "65+"), (55, "55-64"), (45, "45-54"), (35, "35-44"), (27, "27-34"), (18, "18-26"), (0, "0-17")]


class Spell:
    def __init__(self, row, kinds, places, freeze):
        self.name, self.person, self.place, self.kind, self.start, self.end, _ = row
        if self.end is not None and self.end >= freeze:
            self.end = None
        self.rank, self.paid = kinds[self.kind]
        self.social, self.district, self.branch = places[self.place]
        self.upto = self.end or freeze

    def on(self, day):
        return self.start <= day < self.upto


class Oracle:
    """The figures of a city for one period, breakdown and filter."""

    def __init__(self, city, begin, end, by=(), where=None, within=91, weeks=26):
        self.freeze = city.freeze
        self.begin, self.end = begin, min(end, city.freeze)
        self.by, self.where = tuple(by), where or {}
        self.within, self.weeks = within, weeks
        kinds = {kind: (rank, paid) for kind, rank, paid in city.place_kind}
        places = {o: (kind == "social_enterprise", d, b) for o, kind, d, b in city.organisation}
        self.borough = dict(city.district)
        self.people = {person: (year, home) for person, year, home in city.person}
        self.spells = [Spell(row, kinds, places, self.freeze) for row in city.spell if row[4] < self.freeze]
        self.of = defaultdict(list)
        for spell in self.spells:
            self.of[spell.person].append(spell)
        self.groups = defaultdict(list)
        for person, group, since, until in city.membership:
            self.groups[person].append((group, since, until))
        self.hours_rows = defaultdict(list)
        for spell, since, until, weekly in city.hours:
            self.hours_rows[spell].append((since, until, weekly))
        self.assessed = city.assessment

    # attributes and cells

    def groups_on(self, person, day):
        held = {
            g for g, since, until in self.groups[person] if since <= day and (until is None or day < until)
        }
        return held or {"none"}

    def attributes(self, spell, day, **more):
        year, home = self.people[spell.person]
        age = None if year is None else (self.end - ONE).year - year
        for group in self.groups_on(spell.person, day):
            yield {
                "organisation": spell.place,
                "branch": spell.branch or "unknown",
                "organisation_district": spell.district or "unknown",
                "organisation_borough": self.borough.get(spell.district) or "unknown",
                "district": home or "unknown",
                "borough": self.borough.get(home) or "unknown",
                "place_kind": spell.kind,
                "target_group": group,
                "age_band": "unknown" if age is None else next((b for a, b in BANDS if age >= a), "0-17"),
                **more,
            }

    def cells(self, spell, day, **more):
        found = set()
        for value in self.attributes(spell, day, **more):
            if any(value[name] != wanted for name, wanted in self.where.items()):
                continue
            for mask in product((False, True), repeat=len(self.by)):
                shown = {name for name, kept in zip(self.by, mask, strict=True) if kept}
                if any(set(INSIDE.get(n, ())) & set(self.by) - shown for n in shown):
                    continue
                found.add(tuple(value[n] if n in shown else "*" for n in self.by))
        return found

    def days(self):
        day = self.begin
        while day < self.end:
            yield day
            day += ONE

    def social(self, person=None):
        return [s for s in (self.spells if person is None else self.of[person]) if s.social]

    def gather(self, found):
        """{cell: set of things}; the grand total is always there."""
        cells = defaultdict(set)
        cells[("*",) * len(self.by)] = set()
        for thing, places in found:
            for cell in places:
                cells[cell].add(thing)
        return dict(cells)

    # indicators

    def stock(self):
        day = self.end - ONE
        there = [s for s in self.social() if s.on(day)]
        persons = self.gather((s.person, self.cells(s, day)) for s in there)
        spells = self.gather((s.name, self.cells(s, day)) for s in there)
        return {cell: (len(persons[cell]), len(spells[cell])) for cell in persons}

    def reached(self):
        return self.gather(
            (s.person, self.cells(s, day)) for s in self.social() for day in self.days() if s.on(day)
        )

    def reach(self):
        return {cell: (len(people),) for cell, people in self.reached().items()}

    def inside(self, day):
        return self.begin <= day < self.end

    def inflow_spells(self):
        found = self.gather((s.name, self.cells(s, s.start)) for s in self.social() if self.inside(s.start))
        return {cell: (len(spells),) for cell, spells in found.items()}

    def outflow_spells(self):
        ended = [s for s in self.social() if s.end and self.inside(s.end)]
        found = self.gather((s.name, self.cells(s, s.end - ONE)) for s in ended)
        return {cell: (len(spells),) for cell, spells in found.items()}

    def first_day(self, person):
        return min((s.start for s in self.social(person)), default=None)

    def inflow_persons(self):
        firsts = [s for s in self.social() if s.start == self.first_day(s.person) and self.inside(s.start)]
        found = self.gather((s.person, self.cells(s, s.start)) for s in firsts)
        return {cell: (len(people),) for cell, people in found.items()}

    def outflow_persons(self):
        lasts = []
        for person in self.people:
            spells = self.social(person)
            if spells and all(s.end for s in spells):
                latest = max(s.end for s in spells)
                lasts += [s for s in spells if s.end == latest and self.inside(latest)]
        found = self.gather((s.person, self.cells(s, s.end - ONE)) for s in lasts)
        return {cell: (len(people),) for cell, people in found.items()}

    def move_of(self, person):
        """(day, unpaid spells, paid spells) of the earliest paid start that counts, or None."""
        paid = [s for s in self.of[person] if s.paid]
        for day in self.days():
            starting = [s for s in paid if s.start == day]
            if not starting or any(s.on(day - ONE) for s in paid):
                continue
            unpaid = [
                u
                for u in self.social(person)
                if not u.paid
                and u.start < day
                and (u.on(day) or (day - u.upto).days in range(self.within + 1))
            ]
            if unpaid:
                return day, unpaid, starting
        return None

    def move_cells(self, move):
        day, unpaid, starting = move
        for u in unpaid:
            last = day - ONE
            while not u.on(last):
                last -= ONE
            for to in starting:
                yield from self.cells(u, last, to_kind=to.kind)

    def moved(self):
        moves = {person: self.move_of(person) for person in self.people}
        return self.gather((p, set(self.move_cells(m))) for p, m in moves.items() if m)

    def moved_on(self):
        return {cell: (len(people),) for cell, people in self.moved().items()}

    def moved_on_rate(self):
        moved, reached = self.moved(), self.reached()
        return {cell: (len(moved.get(cell, set()) & people), len(people)) for cell, people in reached.items()}

    def paid_days(self, person):
        """Days of paid work, and whether each counts with gaps of at most 30 days bridged."""
        paid = [s for s in self.of[person] if s.paid]
        covered = set()
        for spell in paid:
            day = spell.start
            while day < spell.upto:
                covered.add(day)
                day += ONE
        bridged = set(covered)
        ordered = sorted(covered)
        for one, other in zip(ordered, ordered[1:], strict=False):
            if (other - one).days - 1 <= 30:
                bridged |= {one + ONE * i for i in range(1, (other - one).days)}
        return covered, bridged

    def sustained_of(self, person, began):
        tested = began + ONE * 7 * self.weeks
        covered, bridged = self.paid_days(person)
        if tested >= self.freeze:
            return "not_yet"
        gap_begins = max(covered) + ONE
        if gap_begins < self.freeze and tested >= gap_begins and gap_begins + ONE * 30 >= self.freeze:
            return "not_yet"
        return "yes" if tested in bridged else "no"

    def sustained(self):
        moves = {p: m for p in self.people if (m := self.move_of(p))}
        fate = {p: self.sustained_of(p, move[0]) for p, move in moves.items()}
        cells = self.gather((p, set(self.move_cells(m))) for p, m in moves.items())
        count = {}
        for cell, people in cells.items():
            fates = [fate[p] for p in people]
            count[cell] = (fates.count("yes"), fates.count("yes") + fates.count("no"), fates.count("not_yet"))
        return count

    def outset_of(self, person):
        """(origin, outcome, days) of the first stretch."""
        spells = self.social(person)
        origin = min(s.start for s in spells)
        paid = [s for s in self.of[person] if s.paid]
        if any(s.on(origin) for s in paid):
            return origin, "left_out", 0
        there = day = origin
        while day < self.freeze:
            if any(s.on(day) for s in spells):
                if (day - there).days - 1 > 91:
                    break
                there = day
            day += ONE
        left = there + ONE
        running = left == self.freeze
        last_chance = self.freeze - ONE if running else min(left + ONE * 91, self.freeze - ONE)
        day = origin + ONE
        while day <= last_chance:
            if any(s.start == day for s in paid):
                return origin, "paid", (day - origin).days
            day += ONE
        if running:
            return origin, "censored", (self.freeze - origin).days
        decided = left + ONE * 91 < self.freeze
        return origin, "exit" if decided else "censored", (left - origin).days

    def time_to_paid_work(self):
        outcomes = {p: self.outset_of(p) for p in self.people if self.social(p)}
        cells = self.gather(
            (s.person, self.cells(s, s.start))
            for s in self.social()
            if s.start == self.first_day(s.person) and self.inside(s.start)
        )
        found = {}
        for cell, people in cells.items():
            chosen = [outcomes[p] for p in people]
            at_risk = [(outcome, days) for _, outcome, days in chosen if outcome != "left_out"]
            rates = tuple(incidence(at_risk, day) for day in (91, 182, 364, 728))
            found[cell] = (len(at_risk), len(chosen) - len(at_risk), *rates)
        return found

    def length_of_stay(self):
        started = {s.name: s for s in self.social() if self.inside(s.start)}
        cells = self.gather((name, self.cells(s, s.start)) for name, s in started.items())
        found = {}
        for cell, names in cells.items():
            spells = [started[name] for name in names]
            stays = [("event" if s.end else "censored", (s.upto - s.start).days) for s in spells]
            found[cell] = (len(spells), sum(1 for s in spells if s.end), kaplan_meier_median(stays))
        return found

    def first_and_last(self, instrument):
        by_person = defaultdict(list)
        for person, kind, day, value in self.assessed:
            if kind == instrument and self.inside(day):
                by_person[person].append((day, value))
        found = {}
        for person, values in by_person.items():
            values.sort()
            if (values[-1][0] - values[0][0]).days >= 90:
                found[person] = (values[0][1], values[-1][1])
        return found

    def ladder_transitions(self):
        rungs = self.first_and_last("ladder")
        found = defaultdict(int)
        for cell, people in self.reached().items():
            found[(*cell, "*", "*")] += 0
            for person in people:
                one, other = (
                    (str(int(v)) for v in rungs[person]) if person in rungs else ("missing", "missing")
                )
                for a, b in product((one, "*"), (other, "*")):
                    found[(*cell, a, b)] += 1
        return {cell: (count,) for cell, count in found.items()}

    def wage_value_change(self):
        values = self.first_and_last("wage_value")
        found = {}
        for cell, people in self.reached().items():
            changes = [values[p][1] - values[p][0] for p in people if p in values]
            found[cell] = (
                len(changes),
                len(people) - len(changes),
                fmean(changes) if changes else None,
                median(changes) if changes else None,
            )
        return found

    def hours(self):
        total, known, every = defaultdict(float), defaultdict(set), defaultdict(set)
        total[("*",) * len(self.by)] += 0
        for spell in self.social():
            for day in self.days():
                if not spell.on(day):
                    continue
                weekly = [
                    h
                    for since, until, h in self.hours_rows[spell.name]
                    if since <= day and (until is None or day < until)
                ]
                for cell in self.cells(spell, day):
                    every[cell].add(spell.name)
                    total[cell] += sum(weekly) / 7
                    if weekly:
                        known[cell].add(spell.name)
        return {
            cell: (len(known[cell]), len(every[cell]) - len(known[cell]), value)
            for cell, value in total.items()
        }

    def state_on(self, person, day):
        there = [s for s in self.of[person] if s.on(day)]
        return max(there, key=lambda s: s.rank).kind if there else None

    def transition_rates(self):
        found = defaultdict(int)
        found[("*",) * (len(self.by) + 2)] = 0
        for day in self.days():
            following = (day.replace(day=1) + 31 * ONE).replace(day=1)
            if day.day != 1 or following >= self.freeze:
                continue
            for person in self.people:
                state, then = self.state_on(person, day), self.state_on(person, following)
                if state is None or then is None:
                    continue
                cells = set()
                for spell in self.of[person]:
                    if spell.on(day) and spell.kind == state:
                        cells |= self.cells(spell, day)
                for cell in cells:
                    for a, b in product((state, "*"), (then, "*")):
                        found[(*cell, a, b)] += 1
        return {cell: (count, found[(*cell[:-1], "*")]) for cell, count in found.items()}


def incidence(outcomes, by_day):
    """Aalen–Johansen cumulative incidence of `paid`, None where unknown that long."""
    if not outcomes:
        return None
    survival, total = Fraction(1), Fraction(0)
    for day in sorted({days for _, days in outcomes}):
        if day > by_day:
            break
        at_risk = sum(1 for _, days in outcomes if days >= day)
        paid = sum(1 for o, days in outcomes if days == day and o == "paid")
        exits = sum(1 for o, days in outcomes if days == day and o == "exit")
        total += survival * Fraction(paid, at_risk)
        survival *= 1 - Fraction(paid + exits, at_risk)
    if max(days for _, days in outcomes) < by_day and survival > 0:
        return None
    return float(total)


def kaplan_meier_median(stays):
    """The first day with S(t) ≤ 1/2, or None."""
    survival = Fraction(1)
    for day in sorted({days for _, days in stays}):
        at_risk = sum(1 for _, days in stays if days >= day)
        ends = sum(1 for o, days in stays if days == day and o == "event")
        survival *= 1 - Fraction(ends, at_risk)
        if survival <= Fraction(1, 2):
            return day
    return None
