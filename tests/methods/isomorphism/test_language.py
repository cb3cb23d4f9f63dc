"""Texts: how near to a pole's and to each other, and texts of which nothing can be said."""

import numpy as np
import pytest

from momentum.methods.isomorphism.language import Corpus, Text, checked

AGENCY = (
    "The municipality assesses eligibility and registers every participant in the system. The procedure follows the "
    "regulation, and the department reports indicators each quarter to the council. Compliance with the regulation is "
    "audited, and the contract manager records deviations from the procedure."
)
FIRM = (
    "Our customers want quality at a sharp price. The company grows its turnover and margin by selling more products, "
    "by marketing to new customers, and by keeping cost low. Shareholders expect a return on the capital that they "
    "invested in the company and its products."
)
BIKES = (
    "We repair bicycles together with neighbours who were long without work. Members decide in the assembly what we do "
    "with what is left, and volunteers welcome everybody in the workshop on Saturday. We mend what others throw away, "
    "and we learn the trade from each other."
)
KITCHEN = (
    "In our kitchen people from the neighbourhood cook for each other. Nobody is turned away, volunteers and members "
    "share the work, and the assembly decides on the menu and on the money. We welcome whoever wants to learn to cook "
    "and to be with others around the table."
)
DUTCH = (
    "Wij repareren fietsen samen met buurtgenoten die lang zonder werk zaten. Leden beslissen in de vergadering wat er "
    "gebeurt met wat overblijft, en vrijwilligers verwelkomen iedereen op zaterdag in de werkplaats. Wij maken wat "
    "anderen weggooien, en leren het vak van elkaar."
)
POLES = {"public_agency": [AGENCY], "ordinary_firm": [FIRM], "association": []}


def test_texts_of_ten_words_and_in_another_language_are_set_aside_and_said_to_be():
    texts = [
        Text("a", 2012, BIKES),
        Text("b", 2012, "We mend bikes with people who were long without work."),
        Text("c", 2012, DUTCH),
    ]
    good, bad = checked(texts, "en")
    assert good == texts[:1]
    assert [(each.text.organisation, each.fault, each.found) for each in bad] == [
        ("b", "short", "9"),
        ("c", "language", "nl"),
    ]
    assert [each.organisation for each in checked(texts, "nl")[0]] == ["c"]


def test_a_text_is_nearest_to_the_pole_whose_words_it_uses_and_says_which():
    reporting = (
        "The department of our workshop reports indicators to the council; the regulation asks for it. "
        + BIKES
    )
    found = Corpus([Text("a", 2012, BIKES), Text("a", 2016, reporting)], POLES, "en")
    near = found.likeness()
    assert near.poles == ["public_agency", "ordinary_firm"]  # without texts a pole cannot be compared with
    assert near.value[1, 0] > near.value[0, 0] + 0.05
    assert near.value[1, 0] > near.value[1, 1]
    assert {term.word for term in found.difference(0, 1, 0)} >= {
        "reports",
        "indicators",
        "council",
        "regulation",
    }
    assert sum(term.weight for term in near.terms[1][0]) <= near.value[1, 0] + 1e-9


def test_a_pole_compared_with_itself_is_one():
    assert Corpus([Text("a", 2012, AGENCY)], POLES, "en").likeness().value[0, 0] == pytest.approx(1)


def test_without_any_text_there_is_nothing():
    found = Corpus([], {}, "en")
    assert found.likeness().value.shape == (0, 0)
    assert found.alikeness() == []
    assert found.changes() is None


def speaking(year: int, shared: int, size: int = 8) -> list[Text]:
    """Texts of organisations that share a number of their sentences with each other."""
    common = [
        "our members decide",
        "volunteers welcome neighbours",
        "we report the indicators",
        "we follow the rules",
    ]
    own = ["bread and flour", "wheels and chains", "gardens and seeds", "paint and walls", "coffee and cups",
           "wood and planks", "clothes and thread", "books and paper"]  # fmt: skip
    return [
        Text(f"o{i}", year, ". ".join([f"{own[i]} number{i} word{i} thing{i}", *common[:shared]]))
        for i in range(size)
    ]


def test_organisations_that_come_to_speak_alike_are_told_with_an_interval():
    found = Corpus(
        speaking(2012, 1) + speaking(2016, 4), {"agency": ["we report the indicators and the rules"]}, "en"
    )
    before, after = (each.cosine for each in found.alikeness())
    assert before.low <= before.value <= before.high < after.low
    changes = found.changes()
    assert (changes.since, changes.year) == (2012, 2016)
    assert changes.alike.low > 0
    assert changes.alike.value == pytest.approx(after.value - before.value)
    assert changes.towards["agency"].low > 0


def test_the_mean_cosine_is_that_of_all_pairs():
    found = Corpus(speaking(2012, 2), {}, "en")
    near = found.weights @ found.weights.T
    pairs = [near[i, j] for i in range(8) for j in range(i)]
    assert found.alikeness()[0].cosine.value == pytest.approx(np.mean(pairs))


def test_fewer_than_five_texts_are_not_compared_with_each_other():
    found = Corpus(speaking(2012, 2, size=4), {}, "en")
    assert np.isnan(found.alikeness()[0].cosine.value)


def test_only_the_last_text_of_a_year_counts():
    texts = speaking(2012, 2)
    found = Corpus([Text("o0", 2012, "something else altogether here"), *texts], {}, "en").alikeness()
    assert found[0].cosine.organisations == 8


@pytest.mark.parametrize(("words", "language"), [(BIKES, "en"), (DUTCH, "nl")])
def test_words_of_grammar_are_no_terms(words, language):
    found = Corpus([Text("a", 2012, words)], {"pole": [words]}, language)
    assert not {"the", "with", "who", "and", "met", "die", "wat", "het", "van"} & set(found.words)
    assert {"bicycles", "neighbours"} <= set(found.words) or {"fietsen", "buurtgenoten"} <= set(found.words)
