"""Search that forgives: accents, endings, parts of compound words and typing mistakes, in every language at once.

An index holds the words of each document with a weight. A query finds a document when each of its words is like
one of the document's words; likeness is decided once per query over the vocabulary, which stays small (some
thousands of words for thousands of organisations), so a search takes milliseconds on any database.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_QUERY = 80
# A word that exists as it was typed has no slip in it; below this likeness nothing like it exists.
EXISTS = 0.85

WORD = re.compile(r"[a-z0-9]+")


def folded(text: str) -> str:
    """Lower case, without accents: “Café Ĳsbreker” is “cafe ijsbreker”."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    return WORD.findall(folded(text))


def likeness(asked: str, known: str) -> float:
    """How well a known word answers an asked one by its spelling alone, from 0 to 1; slips of the finger aside."""
    if known == asked:
        return 1.0
    if known.startswith(asked):
        return 0.95
    if len(asked) >= 3 and asked in known:
        return 0.85
    if len(known) >= 4 and asked.startswith(known):
        return 0.8
    shared = 0
    for a, b in zip(asked, known, strict=False):
        if a != b:
            break
        shared += 1
    # “fietsen” and “fietsatelier”: one stem, another ending.
    if shared >= 4 and shared >= 0.7 * len(asked):
        return 0.75
    return 0.0


def slips_allowed(asked: str) -> int:
    """How many slips of the finger (a letter too many, too few, wrong, or two swapped) a word of this length may have."""
    return 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2


class Index:
    """Documents, each a list of (weight, text); a result is (position of the document, score), best first."""

    def __init__(self, documents: Iterable[Sequence[tuple[float, str]]]) -> None:
        self._documents: list[dict[str, float]] = []
        for texts in documents:
            weights: dict[str, float] = {}
            for weight, text in texts:
                for word in words(text):
                    weights[word] = max(weight, weights.get(word, 0.0))
            self._documents.append(weights)
        self._vocabulary = sorted({word for weights in self._documents for word in weights})
        self._alike = lru_cache(maxsize=1000)(self._look_up)

    def find(self, query: str) -> list[tuple[int, float]]:
        """Documents that answer every word of the query. A query without a word finds nothing."""
        asked = [self._alike(word) for word in words(query[:LONGEST_QUERY])]
        if not asked:
            return []
        found = []
        for position, weights in enumerate(self._documents):
            scores = [_best(alike, weights) for alike in asked]
            if all(scores):
                found.append((position, sum(scores)))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _look_up(self, asked: str) -> dict[str, float]:
        """The words of the vocabulary that answer one asked word, with how well."""
        alike = {known: score for known in self._vocabulary if (score := likeness(asked, known))}
        if slips_allowed(asked) and max(alike.values(), default=0.0) < EXISTS:
            slips = process.extract(
                asked,
                self._vocabulary,
                scorer=OSA.distance,
                score_cutoff=slips_allowed(asked),
                limit=None,
            )
            for known, distance, _position in slips:
                alike.setdefault(known, 0.7 - 0.1 * distance)
        return alike


def _best(alike: dict[str, float], weights: dict[str, float]) -> float:
    if len(alike) > len(weights):
        return max((alike[word] * weight for word, weight in weights.items() if word in alike), default=0.0)
    return max((score * weights[word] for word, score in alike.items() if word in weights), default=0.0)
