from django.http import QueryDict

from momentum.sector.filters import EnterpriseFilters, PlaceFilters


def test_one_search_has_one_address():
    filters = EnterpriseFilters.from_query(
        QueryDict("sells=1&q=fiets+noord&open=1&branch=&page=1&nonsense=3")
    )
    assert filters.address == "?q=fiets+noord&open=1&sells=1"
    assert EnterpriseFilters.from_query(QueryDict(filters.address[1:])) == filters


def test_changing_a_filter_goes_back_to_the_first_page():
    filters = PlaceFilters.from_query(QueryDict("kind=volunteering&page=3"))
    assert filters.page == 3
    assert filters.with_(hours="few").address == "?kind=volunteering&hours=few"
    assert filters.with_(page=4).address == "?page=4&kind=volunteering"


def test_a_page_that_is_no_number_is_the_first():
    for text in ("", "0", "-2", "abc", "٣", "9" * 30, "1.5"):
        assert EnterpriseFilters.from_query(QueryDict(mutable=True) | {"page": text}).page == 1


def test_nothing_set_is_not_narrowed():
    assert EnterpriseFilters().address == "?"
    assert not EnterpriseFilters(sort="name", page=2).narrowed
    assert EnterpriseFilters(q="a").narrowed
