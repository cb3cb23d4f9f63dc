"""Language: how near the texts of organisations come to those of a pole, and to each other.

A text is the weights of its stems, words of grammar left out (term frequency, logarithmic, times inverse document frequency, length one); near is
the cosine of two of them. Which terms made a difference is told with every similarity.
Source: Salton & Buckley (1988), Term-weighting approaches in automatic text retrieval; the weights are computed by
scikit-learn, stems by Snowball, the language by langid.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Literal

import numpy as np
import py3langid
import snowballstemmer
from sklearn.feature_extraction.text import TfidfVectorizer

from momentum.methods.isomorphism.convergence import Estimate, jackknifed
from momentum.methods.isomorphism.function_words import FUNCTION_WORDS

Language = Literal["nl", "en"]
Fault = Literal["short", "language"]
SNOWBALL: dict[Language, str] = {"nl": "dutch", "en": "english"}
WORD = re.compile(r"[^\W\d_]{3,}")
FEWEST_WORDS = 30
TERMS = 8


@dataclass(frozen=True)
class Text:
    """What an organisation said in a year; `organisation` is the pole's code for a pole's own texts."""

    organisation: str
    year: int
    words: str


@dataclass(frozen=True)
class Rejected:
    """A text that says nothing here: too short (`found`: its words), or in another language (`found`: its code)."""

    text: Text
    fault: Fault
    found: str


@dataclass(frozen=True)
class Term:
    """A word as it is most often written, and how much of a similarity it makes."""

    word: str
    weight: float


@dataclass(frozen=True)
class Likeness:
    """Texts × poles: cosine of each text and the middle of a pole's texts; and the terms behind it."""

    texts: Sequence[Text]
    poles: Sequence[str]
    value: np.ndarray
    terms: Sequence[Sequence[Sequence[Term]]]


@dataclass(frozen=True)
class Alikeness:
    """Mean cosine of two organisations' texts in a year; NaN with fewer than `FEWEST` of them."""

    year: int
    cosine: Estimate


@dataclass(frozen=True)
class Changes:
    """What happened to the language of the organisations that have texts in both years.

    alike    change of their mean cosine with each other; above zero: they speak more alike.
    towards  by pole, mean change of their cosine with it.
    """

    since: int
    year: int
    alike: Estimate
    towards: Mapping[str, Estimate]


def checked(texts: Sequence[Text], language: Language) -> tuple[list[Text], list[Rejected]]:
    """Texts long enough (`FEWEST_WORDS` of three letters or more) and in the language asked for, and the others."""
    good, bad = [], []
    for text in texts:
        if len(WORD.findall(text.words)) < FEWEST_WORDS:
            bad.append(Rejected(text, "short", str(len(WORD.findall(text.words)))))
            continue
        found = py3langid.classify(text.words)[0]
        if found == language:
            good.append(text)
        else:
            bad.append(Rejected(text, "language", found))
    return good, bad


class Corpus:
    """Texts of organisations and of poles in one language, weighed together."""

    def __init__(self, texts: Sequence[Text], poles: Mapping[str, Sequence[str]], language: Language) -> None:
        self.texts = texts
        self.poles = [code for code, words in poles.items() if words]
        self.language = language
        spoken: Counter[tuple[str, str]] = Counter()

        def stems(words: str) -> list[str]:
            found = []
            for word in WORD.findall(words.lower()):
                if word in FUNCTION_WORDS[language]:
                    continue
                found.append(_stem(word, language))
                spoken[found[-1], word] += 1
            return found

        documents = [text.words for text in texts]
        sizes = [len(poles[code]) for code in self.poles]
        documents += [words for code in self.poles for words in poles[code]]
        weigh = TfidfVectorizer(tokenizer=stems, token_pattern=None, lowercase=False, sublinear_tf=True)
        self.weights = weigh.fit_transform(documents).toarray() if documents else np.zeros((0, 0))
        written = _as_written(spoken)
        self.words: list[str] = [written[stem] for stem in weigh.get_feature_names_out()] if documents else []
        after = np.cumsum([len(texts), *sizes])
        self.middles = np.array([_unit(self.weights[a:b].mean(axis=0)) for a, b in pairwise(after)])

    def likeness(self) -> Likeness:
        """Of every text to every pole that has texts."""
        own = self.weights[: len(self.texts)]
        if not len(self.middles):
            return Likeness(self.texts, [], np.zeros((len(own), 0)), [[] for _ in own])
        terms = [[self._terms(row * middle) for middle in self.middles] for row in own]
        return Likeness(self.texts, self.poles, own @ self.middles.T, terms)

    def difference(self, before: int, after: int, pole: int) -> list[Term]:
        """The terms that brought a text nearer to a pole than another (places), and those that took it further."""
        change = (self.weights[after] - self.weights[before]) * self.middles[pole]
        return self._terms(change)

    def alikeness(self) -> list[Alikeness]:
        """How much organisations speak alike, by year: one text an organisation, the last of the year.

        The interval is the jackknife's over organisations, since each of them is in many pairs.
        """
        found = []
        for year in sorted({text.year for text in self.texts}):
            rows = self.weights[sorted(self._last(year).values())]
            found.append(Alikeness(year, jackknifed(partial(_alike, rows @ rows.T), len(rows))))
        return found

    def changes(self) -> Changes | None:
        """From the first to the last year; None with texts of one year only."""
        years = sorted({text.year for text in self.texts})
        if len(years) < 2:
            return None
        first, last = self._last(years[0]), self._last(years[-1])
        both = sorted(set(first) & set(last))
        before, after = self.weights[[first[o] for o in both]], self.weights[[last[o] for o in both]]
        near_before, near_after = before @ before.T, after @ after.T
        alike = jackknifed(lambda chosen: _alike(near_after, chosen) - _alike(near_before, chosen), len(both))
        steps = (after - before) @ self.middles.T if len(self.middles) else np.zeros((len(both), 0))
        towards = {
            code: jackknifed(partial(_mean, steps[:, k]), len(both)) for k, code in enumerate(self.poles)
        }
        return Changes(years[0], years[-1], alike, towards)

    def _last(self, year: int) -> dict[str, int]:
        return {text.organisation: i for i, text in enumerate(self.texts) if text.year == year}

    def _terms(self, share: np.ndarray) -> list[Term]:
        order = np.argsort(-np.abs(share), kind="stable")[:TERMS]
        return [Term(self.words[i], float(share[i])) for i in order if share[i] != 0]


def _alike(near: np.ndarray, chosen: np.ndarray) -> float:
    """Mean of the cosines of all pairs among the chosen."""
    n = len(chosen)
    part = near[np.ix_(chosen, chosen)]
    return float((part.sum() - np.trace(part)) / (n * (n - 1)))


def _mean(steps: np.ndarray, chosen: np.ndarray) -> float:
    return float(steps[chosen].mean())


def _unit(row: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(row))
    return row / length if length else row


@lru_cache(maxsize=50_000)
def _stem(word: str, language: Language) -> str:
    return str(snowballstemmer.stemmer(SNOWBALL[language]).stemWord(word))


def _as_written(spoken: Counter[tuple[str, str]]) -> dict[str, str]:
    """The word most often met of each stem."""
    found: dict[str, str] = {}
    for (stem, word), _ in sorted(spoken.items(), key=lambda each: (-each[1], each[0])):
        found.setdefault(stem, word)
    return found
