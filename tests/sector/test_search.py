import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.sector.search import LONGEST_QUERY, Index, folded, likeness

# Shared machines have slow moments; that says nothing about what is tested.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

CITY = Index(
    [
        [(1.0, "Fietsatelier Noord"), (0.6, "Een tweede leven voor fietsen"), (0.9, "bicycle repair")],
        [(1.0, "Café Ijsbreker"), (0.6, "Koffie en taart aan de Amstel"), (0.9, "meeting rooms")],
        [(1.0, "Drukwerk Oost"), (0.6, "Offset- en zeefdruk"), (0.9, "printing")],
        [(1.0, "Koffiebranderij Zuid"), (0.6, "Brandt en bezorgt koffie op de fiets")],
    ]
)


def found(query):
    return [position for position, _score in CITY.find(query)]


@pytest.mark.parametrize(
    "query",
    [
        "fiets",
        "fietsen",
        "fietsn",
        "Fietsatelier",
        "fitsatelier",
        "fietsatelier noord",
        "noord fiets",
        "bicycle",
        "bycicle",
        "FIETS",
    ],
)
def test_the_bicycle_workshop_is_found_first_however_it_is_spelt(query):
    assert found(query)[0] == 0


@pytest.mark.parametrize("query", ["cafe", "café", "CAFÉ", "ijsbreeker", "cafe ijsbreker", "meeting room"])
def test_accents_and_double_letters_do_not_matter(query):
    assert found(query)[0] == 1


def test_every_word_must_be_answered():
    assert found("koffie fiets") == [3]
    assert found("koffie zuid") == [3]
    assert found("koffie xylofoon") == []


def test_a_name_counts_for_more_than_a_sentence():
    assert found("fiets") == [0, 3]


@pytest.mark.parametrize("query", ["", "   ", "!?", "zzzz", "€"])
def test_a_query_without_an_answer_finds_nothing(query):
    assert found(query) == []


def test_a_short_word_is_not_like_everything():
    assert found("dak") == []
    assert found("zuit") == [3]


def test_a_word_that_exists_is_not_taken_for_a_slip():
    index = Index([[(1.0, "Iets Anders")], [(1.0, "Fiets")], [(1.0, "Niets")]])
    assert [position for position, _score in index.find("niets")] == [2]
    assert [position for position, _score in index.find("fliets")] == [1]


def test_folding_removes_accents_and_case():
    assert folded("Ĳsbréker Çafé") == "ijsbreker cafe"


@patient
@given(st.text(max_size=300))
def test_no_query_breaks_the_search(query):
    assert all(score > 0 for _position, score in CITY.find(query))


@patient
@given(st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True))
def test_a_word_is_most_like_itself(word):
    assert likeness(word, word) == 1.0


def test_two_thousand_organisations_are_searched_within_a_tenth_of_a_second():
    syllables = [
        "bak",
        "fiets",
        "tuin",
        "werk",
        "hout",
        "druk",
        "kof",
        "brood",
        "zeep",
        "lijn",
        "stof",
        "glas",
        "noord",
    ]
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    index = Index(
        [(1.0, f"{words[n]} {words[-n]}"), (0.6, " ".join(words[n % 300 : n % 300 + 8]))] for n in range(2000)
    )
    index.find("warm")
    started = time.perf_counter()
    index.find("fietstuinwrk houtdruk" + "x" * LONGEST_QUERY)
    assert time.perf_counter() - started < 0.1
