"""What enterprises say of themselves by year, and how the poles speak: put together from sentences written for the demo."""

from typing import Any

import numpy as np

from momentum.accounts.models import Organisation as Record
from momentum.demo.building import identity_field
from momentum.demo.organisations import Organisation, Organisations
from momentum.demo.population.details import generator
from momentum.identity.models import Pole, PoleText, Wording
from momentum.methods.isomorphism import POLES
from momentum.sector.models import YearFigures

VOICES, EVENTS, IN_MISSION = 7, 2, 3
# Words change sooner than organisations do: the share of sentences in the pole's voice for a whole way to it.
AHEAD = 1.3
VOICE_OF_POLE = {"public_agency": "agency", "ordinary_firm": "firm"}
LANGUAGE = "nl"


def write_texts(organisations: Organisations, records: list[Record], seed: int) -> None:
    """Mission statements and annual texts of everybody who takes part, and the poles with their texts."""
    _write_poles()
    told = identity_field.rows("texts.toml")
    figures = {(each.organisation_id, each.year): each for each in YearFigures.objects.all()}
    wordings = []
    for place, enterprise in identity_field.members(organisations):
        record, writer = records[place], _Writer(enterprise, told, seed)
        for year in identity_field.years():
            if not enterprise.active(year):
                continue
            annual = writer.annual(year, figures[record.pk, year])
            wordings.append(_wording(record, year, Wording.Kind.MISSION, writer.mission(year)))
            wordings.append(_wording(record, year, Wording.Kind.ANNUAL, annual))
    Wording.objects.bulk_create(wordings)


def _wording(record: Record, year: int, kind: str, words: str) -> Wording:
    return Wording(organisation=record, year=year, kind=kind, language=LANGUAGE, words=words)


def _write_poles() -> None:
    """The poles as the method ships them, so assumed, and the texts that show how each speaks."""
    told = identity_field.rows("poles.toml")
    for position, pole in enumerate(POLES):
        record = Pole.objects.create(
            code=pole.code,
            name_nl=told[pole.code]["nl"],
            name_en=told[pole.code]["en"],
            values=pole.values.tolist(),
            spread=pole.spread.tolist(),
            position=position,
        )
        PoleText.objects.bulk_create(
            PoleText(
                pole=record,
                title=text["title"],
                source=told["source"],
                language=LANGUAGE,
                words=text["words"].strip(),
            )
            for text in told[pole.code]["texts"]
        )


class _Writer:
    """How one enterprise writes: its own sentences stay, and those of a pole come in as it goes that way."""

    def __init__(self, enterprise: Organisation, told: dict[str, Any], seed: int) -> None:
        self._enterprise, self._told = enterprise, told
        draw = generator(seed, f"texts of {enterprise.slug}")
        name = identity_field.path(enterprise)
        pole = identity_field.field()["paths"][name]["pole"] if name else ""
        voice = VOICE_OF_POLE.get(pole, "")
        self._own, self._events, self._why = (
            _mixed(told[name], draw) for name in ("own", "events", "mission")
        )
        self._pole = _mixed(told[voice], draw) if pole else []
        self._pole_why = _mixed(told[f"{voice}_mission"], draw) if pole else []
        self._subjects = _subjects(enterprise, told)
        self._work = _lowered(enterprise.work[int(draw.integers(len(enterprise.work)))][0])
        self._begin = int(draw.integers(100))

    def _of_pole(self, year: int, among: int, known: list[str]) -> int:
        """How many sentences of `among` are in the voice of the pole it goes to, as far as there are so many."""
        share = min(1.0, AHEAD * identity_field.way(self._enterprise, year))
        return min(round(among * share), len(known))

    def mission(self, year: int) -> str:
        taken = self._of_pole(year, IN_MISSION, self._pole_why)
        why = [*self._pole_why[:taken], *self._why[: IN_MISSION - taken]]
        return self._filled([self._enterprise.tagline[0], self._enterprise.story[0], *why], year)

    def annual(self, year: int, figures: YearFigures) -> str:
        taken = self._of_pole(year, VOICES, self._pole)
        turn = year - identity_field.years()[0]
        new = self._events[EVENTS * turn : EVENTS * (turn + 1)]
        own = [*new, *self._own][: VOICES - taken]
        fact, subject = (self._in_turn(each, turn) for each in (self._told["facts"], self._subjects))
        share = round(100 * figures.revenue_market / figures.revenue) if figures.revenue else 0
        told = [fact, subject, *own, *self._pole[:taken]]
        return self._filled(told, year, fte=str(figures.fte).replace(".", ","), share=share)

    def _in_turn(self, sentences: list[str], turn: int) -> str:
        return sentences[(self._begin + turn) % len(sentences)]

    def _filled(self, sentences: list[str], year: int, **values: Any) -> str:
        told = {"name": self._enterprise.name, "work": self._work, "year": year, **values}
        # Taglines and stories come from the registry as they are, and may hold braces of their own.
        return " ".join(each.format(**told) if "{" in each else each for each in sentences)


def _subjects(enterprise: Organisation, told: dict[str, Any]) -> list[str]:
    """What a year was about: the branch and what was sold, no sentence twice within the years of the rounds."""
    offers = [_lowered(nl) for nl, _en in enterprise.offers] or [_lowered(enterprise.work[0][0])]
    sold = [each.replace("{offer}", offers[turn % len(offers)]) for turn, each in enumerate(told["offers"])]
    return [*told["branches"][enterprise.branch], *sold]


def _mixed(sentences: list[str], draw: np.random.Generator) -> list[str]:
    return [sentences[place] for place in draw.permutation(len(sentences)).tolist()]


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
