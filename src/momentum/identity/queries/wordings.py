"""What enterprises say of themselves, and how near it comes to how the poles speak."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.identity.models import PoleText, Wording
from momentum.methods.isomorphism.language import Corpus, Rejected, Term, Text, checked

FEWEST = 5
TERMS = 6


@dataclass(frozen=True)
class Speech:
    """How a field speaks, by year; NaN where fewer than `FEWEST` enterprises have a text.

    nearness   years × poles: mean cosine of the enterprises' texts with the poles'; alike: with each other.
    terms      of each pole: words that brought the texts nearer since the first year (and away, negative), each
               used by at least `FEWEST` enterprises.
    rejected   texts left out, with why.
    """

    years: Sequence[int]
    poles: Sequence[str]
    nearness: np.ndarray
    alike: np.ndarray
    count: np.ndarray
    terms: Sequence[Sequence[Term]]
    rejected: Sequence[Rejected]


def speech(organisations: Sequence[str], until_year: int, language: str = "nl") -> Speech | None:
    """The texts of these organisations in one language; None where neither they nor the poles have any."""
    found = Wording.objects.filter(
        organisation__in=list(organisations), year__lte=until_year, language=language
    )
    joined: dict[tuple[str, int], list[str]] = {}
    for organisation, year, words in found.order_by("year", "kind").values_list(
        "organisation_id", "year", "words"
    ):
        joined.setdefault((str(organisation), year), []).append(words)
    poles: dict[str, list[str]] = {}
    for pole, words in PoleText.objects.filter(language=language).values_list("pole_id", "words"):
        poles.setdefault(pole, []).append(words)
    if not joined or not poles:
        return None
    told = [Text(organisation, year, "\n".join(words)) for (organisation, year), words in joined.items()]
    texts, rejected = checked(told, "en" if language == "en" else "nl")
    return _measured(Corpus(texts, poles, "en" if language == "en" else "nl"), rejected) if texts else None


def _measured(corpus: Corpus, rejected: Sequence[Rejected]) -> Speech:
    near = corpus.likeness()
    years = sorted({text.year for text in corpus.texts})
    of_year = {year: [i for i, text in enumerate(corpus.texts) if text.year == year] for year in years}
    count = np.array([len(of_year[year]) for year in years])
    nearness = np.full((len(years), len(near.poles)), np.nan)
    for t, year in enumerate(years):
        if count[t] >= FEWEST:
            nearness[t] = near.value[of_year[year]].mean(axis=0)
    alike = np.array([each.cosine.value for each in corpus.alikeness()])
    enough = [year for year in years if len(of_year[year]) >= FEWEST]
    terms: list[list[Term]] = [[] for _ in near.poles]
    if len(enough) > 1:
        before, after = of_year[enough[0]], of_year[enough[-1]]
        terms = [_terms(corpus, before, after, pole) for pole in range(len(near.poles))]
    return Speech(
        years, near.poles, nearness, np.where(count >= FEWEST, alike, np.nan), count, terms, rejected
    )


def _terms(corpus: Corpus, before: list[int], after: list[int], pole: int) -> list[Term]:
    """The words behind a change of the mean, that enough enterprises use."""
    weights = corpus.weights
    change = (weights[after].mean(axis=0) - weights[before].mean(axis=0)) * corpus.middles[pole]
    used = np.maximum((weights[after] > 0).sum(axis=0), (weights[before] > 0).sum(axis=0))
    change = np.where(used >= FEWEST, change, 0.0)
    order = np.argsort(-np.abs(change), kind="stable")[:TERMS]
    return [Term(corpus.words[i], float(change[i])) for i in order if change[i] != 0]
