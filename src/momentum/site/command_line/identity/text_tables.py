"""What was measured of texts, as tables and in sentences."""

import numpy as np

from momentum.methods.isomorphism.convergence import Estimate
from momentum.methods.isomorphism.language import FEWEST_WORDS, Corpus
from momentum.site.command_line.identity.reading import Texts
from momentum.site.command_line.identity.tables import Rows, Table, estimate, number


def likeness(corpus: Corpus) -> Table:
    """A row a text and pole: cosine, and the terms that make it."""
    found = corpus.likeness()
    rows: Rows = []
    for i, text in enumerate(found.texts):
        for k, pole in enumerate(found.poles):
            terms = "; ".join(f"{term.word} {term.weight:.3f}" for term in found.terms[i][k])
            rows.append((text.organisation, text.year, pole, number(found.value[i, k]), terms))
    return ("organisation", "year", "pole", "cosine", "terms"), rows


def alikeness(corpus: Corpus) -> Table:
    """A row a year, and the changes from the first to the last year."""
    rows: Rows = [(str(each.year), "with each other", *estimate(each.cosine)) for each in corpus.alikeness()]
    changes = corpus.changes()
    if changes:
        period = f"{changes.since}–{changes.year}"
        rows.append((period, "with each other", *estimate(changes.alike)))
        rows += [(period, f"with {pole}", *estimate(each)) for pole, each in changes.towards.items()]
    return ("year", "cosine", "value", "low", "high", "organisations"), rows


def set_aside(texts: Texts) -> Table:
    """A row a text of which nothing can be said, and why."""
    why = {"short": "fewer than {least} words: {found}", "language": "not in {language}: {found}"}
    rows: Rows = [
        (
            each.text.organisation,
            each.text.year or None,
            why[each.fault].format(found=each.found, least=FEWEST_WORDS, language=texts.language),
        )
        for each in texts.aside
    ]
    return ("organisation", "year", "why"), rows


def said_of_texts(corpus: Corpus, texts: Texts) -> list[str]:
    """What may be said of texts, and what cannot, in sentences."""
    changes = corpus.changes()
    told: list[str] = []
    if changes is None:
        told.append("Nothing can be said of how language changed: there are texts of one year, or none.")
    elif not np.isfinite(changes.alike.value):
        told.append(
            "Nothing can be said of how language changed: fewer than five organisations have texts in both "
            f"{changes.since} and {changes.year}."
        )
    else:
        alike = changes.alike
        way = _way(
            alike,
            "came to speak more alike",
            "came to speak less alike",
            "spoke neither clearly more nor less alike",
        )
        told.append(
            f"Between {changes.since} and {changes.year} organisations {way}: the mean cosine of their texts changed by "
            f"{_told(alike)}; {alike.organisations} organisations)."
        )
        for pole, each in changes.towards.items():
            way = _way(
                each, "came nearer to", "went further from", "came neither clearly nearer to nor further from"
            )
            told.append(f"Their language {way} that of the {pole.replace('_', ' ')}: by {_told(each)}).")
    if not texts.poles:
        told.append(
            "Nothing can be said of how near texts come to a pole: no text of a pole was given that is long enough and in the same language."
        )
    if texts.aside:
        told.append(
            f"Set aside as too short or in another language: {len(texts.aside)} texts (texts_set_aside.csv)."
        )
    return told


def _way(each: Estimate, more: str, less: str, unclear: str) -> str:
    return more if each.low > 0 else less if each.high < 0 else unclear


def _told(each: Estimate) -> str:
    return f"{each.value:+.3f} ({each.low:+.3f} to {each.high:+.3f}"
