"""Instruments: the questions of a profile, with five described answers each, in both languages.

An instrument is a file under `instruments/`. A new version is a new file under a new code: what was asked with an
older one stays readable.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from momentum.methods.isomorphism.indicators import INDICATORS

PLACE = Path(__file__).parent / "instruments"
CURRENT = "emes-1"
ANCHORS = 5
ITEMS_OF_INDICATOR = 3
FILLS = frozenset(
    {
        "earned_share",
        "own_risk",
        "fte",
        "paid_places",
        "target_group_places",
        "profit_rules",
        "public_share",
        "votes",
        "board_from_target_group",
    }
)


class BrokenInstrument(ValueError):
    """A file of questions that cannot be used, with why."""


@dataclass(frozen=True)
class Question:
    """One question on an indicator: `anchors` describe the answers 0 to 4; `fills` is what the registry knows of it."""

    code: str
    indicator: str
    screen: int
    words_nl: str
    words_en: str
    anchors_nl: tuple[str, ...]
    anchors_en: tuple[str, ...]
    fills: str = ""

    @property
    def words(self) -> str:
        return self.words_en if get_language() == "en" else self.words_nl

    @property
    def anchors(self) -> tuple[str, ...]:
        return self.anchors_en if get_language() == "en" else self.anchors_nl


@dataclass(frozen=True)
class Screen:
    """What is asked on one page."""

    number: int
    title_nl: str
    title_en: str

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl


@dataclass(frozen=True)
class Instrument:
    """The questions in the order in which they are asked."""

    code: str
    items: tuple[Question, ...]
    screens: tuple[Screen, ...] = ()

    def on(self, screen: int) -> tuple[Question, ...]:
        return tuple(item for item in self.items if item.screen == screen)


def codes() -> list[str]:
    """The instruments that there are."""
    return sorted(file.stem for file in PLACE.glob("*.toml"))


@cache
def load(code: str) -> Instrument:
    """The instrument of that code. Raises `BrokenInstrument` where there is none, or its file is wrong."""
    if code not in codes():
        raise BrokenInstrument(f"There is no instrument “{code}”. There are: {', '.join(codes())}.")
    return read((PLACE / f"{code}.toml").read_text(encoding="utf-8"), code)


def read(text: str, code: str) -> Instrument:
    """An instrument from the text of its file, checked."""
    try:
        told = tomllib.loads(text)
        screens = tuple(Screen(number, **each) for number, each in enumerate(told["screens"], 1))
        items = tuple(_question(each) for each in told["items"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BrokenInstrument(f"The instrument “{code}” cannot be read: {error}.") from error
    instrument = Instrument(code, items, screens)
    if problem := _problem(told.get("code"), instrument):
        raise BrokenInstrument(f"The instrument “{code}” {problem}.")
    return instrument


def _question(told: dict[str, Any]) -> Question:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    return Question(**fields)


def _problem(code: Any, instrument: Instrument) -> str:
    if code != instrument.code:
        return f"says that its code is “{code}”"
    for item in instrument.items:
        if len(item.anchors_nl) != ANCHORS or len(item.anchors_en) != ANCHORS:
            return f"does not describe five answers of “{item.code}” in both languages"
        if item.fills and item.fills not in FILLS:
            return f"fills “{item.code}” from “{item.fills}”, which the registry does not know"
        if not 1 <= item.screen <= len(instrument.screens):
            return f"puts “{item.code}” on screen {item.screen}, which it does not have"
    twice = [code for code, times in Counter(item.code for item in instrument.items).items() if times > 1]
    if twice:
        return f"asks “{twice[0]}” twice"
    asked = Counter(item.indicator for item in instrument.items)
    if asked != dict.fromkeys(INDICATORS, ITEMS_OF_INDICATOR):
        return "does not ask three questions on each of the nine indicators"
    return ""
