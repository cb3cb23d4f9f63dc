"""What an edition holds, and for periods other than a calendar year."""

from datetime import date

import pytest

from momentum.monitor import showing, telling
from momentum.monitor.building.files import public_of
from momentum.monitor.models import EditionState


def names(edition):
    return {table["name"] for table in public_of(edition)["tables"]}


def test_an_edition_holds_everything_it_promises(draft):
    assert names(draft) == {
        "by_year", "by_quarter", "stock_by_organisation", "stock_by_target_group", "stock_by_district",
        "stock_by_age", "reach_by_kind", "moved_on_by_kind", "moved_on_rate", "sustained",
        "time_to_paid_work", "ladder", "wage_value", "hours",
    }  # fmt: skip
    assert len(public_of(draft)["charts"]) >= 6


def test_years_are_those_with_a_whole_year_of_facts(draft):
    years = [row["head"]["code"] for row in showing.table_named(public_of(draft), "by_year")["rows"]]
    assert years == ["2014", "2015", "2016"]


@pytest.mark.parametrize(
    ("period_from", "period_to", "label"),
    [
        (date(2016, 4, 1), date(2016, 7, 1), "2016-Q2"),
        (date(2016, 2, 1), date(2016, 3, 1), "2016-02"),
        (date(2015, 7, 1), date(2016, 6, 15), "2015-07-01..2016-06-15"),
    ],
)
def test_a_quarter_a_month_or_any_period_makes_an_edition(new, period_from, period_to, label):
    edition = new(period_from=period_from, period_to=period_to)
    assert edition.state == EditionState.DRAFT, edition.progress.error
    public = public_of(edition)
    assert public["label"] == label
    assert public["figures"]["stock"]["value"] is not None
    years = [row["head"]["code"] for row in showing.table_named(public, "by_year")["rows"]]
    assert years[-1] == "2015"
    assert not public["provisional"]


def test_a_period_that_goes_on_after_the_freeze_is_provisional_and_says_so(new):
    edition = new(freeze=date(2016, 9, 1))
    public = public_of(edition)
    assert public["provisional"]
    assert any("Provisional" in line for line in telling.counted_lines(public, "en"))


def test_the_rungs_and_the_missing_make_up_everybody_reached(draft):
    from momentum.monitor.building.files import folder_of
    from momentum.monitor.building.json_files import read_json

    cells = {
        tuple(at): value
        for at, value, _r in read_json(folder_of(draft) / "internal/cells.json")["ladder"]["cells"]
    }
    inner = sum(value for (first, last), value in cells.items() if "*" not in (first, last))
    assert inner == cells["*", "*"] == public_of(draft)["figures"]["reach"]["value"]


def test_the_reports_are_tagged_in_their_language_and_say_the_finding(draft):
    import pypdf

    from momentum.monitor.building.files import public_folder

    for language in ("nl", "en"):
        report = pypdf.PdfReader(public_folder(draft) / f"report-{language}.pdf")
        assert report.trailer["/Root"]["/Lang"] == language
        assert report.trailer["/Root"]["/MarkInfo"]["/Marked"]
        text = " ".join(report.pages[0].extract_text().split())
        assert public_of(draft)["finding"][language] in text
