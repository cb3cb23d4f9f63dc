"""What is public tells nothing of what is withheld: not in any file, nor by its order, nor by adding up."""

import csv
import io
import json
import re
import zipfile

import pyarrow.parquet as pq
import pytest

from momentum.methods.disclosure import TOTAL, CellKey, Rules
from momentum.methods.sheets import read_sheet
from momentum.monitor import actions, showing
from momentum.monitor.building import sealing, steps
from momentum.monitor.building.files import folder_of, public_folder, public_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.public import WITHHELD
from momentum.monitor.models import EditionState


def all_cells(edition):
    return read_json(folder_of(edition) / "internal" / "cells.json")


def withheld_at(edition, table):
    return {tuple(at) for at, _value, reason in all_cells(edition)[table]["cells"] if reason}


def public_rows(edition, table):
    """Code of the row and column, and what is shown there."""
    told = showing.table_named(public_of(edition), table)
    return {
        (row["head"]["code"], column["key"]): cell
        for row in told["rows"]
        for column, cell in zip(told["columns"][1:], row["cells"], strict=True)
    }


def test_the_city_is_small_enough_to_need_protection(draft):
    reasons = [reason for told in all_cells(draft).values() for _at, _value, reason in told["cells"]]
    assert {"threshold", "complement"} <= set(reasons)


def test_every_number_from_one_to_four_is_withheld_and_so_is_more(draft):
    for told in all_cells(draft).values():
        for _at, value, reason in told["cells"]:
            assert reason or not 0 < value < 5


def test_a_withheld_cell_is_withheld_in_every_table_that_has_it(draft):
    """One cell stands in several tables, and none of them gives it away."""
    seen = {}
    for told in all_cells(draft).values():
        for at, _value, reason in told["cells"]:
            key = (
                told["measure"],
                frozenset((n, c) for n, c in zip(told["dimensions"], at, strict=True) if c != TOTAL),
            )
            assert seen.setdefault(key, bool(reason)) == bool(reason)


def test_the_files_show_exactly_the_published_numbers(draft):
    shown = public_rows(draft, "stock_by_organisation")
    withheld = withheld_at(draft, "stock_by_organisation")
    assert withheld
    for at, value, _reason in all_cells(draft)["stock_by_organisation"]["cells"]:
        row, column = (code.partition(":")[2] or code for code in at)
        assert shown[row, column] == (WITHHELD if tuple(at) in withheld else value)


def test_csv_xlsx_and_parquet_leave_a_withheld_number_empty_and_say_which(draft):
    folder = public_folder(draft) / "tables"
    table = showing.table_named(public_of(draft), "stock_by_organisation")
    expected = [[None if cell == WITHHELD else cell for cell in row["cells"]] for row in table["rows"]]
    assert any(None in row for row in expected)

    rows = list(csv.reader(io.StringIO((folder / "stock_by_organisation.csv").read_text("utf-8-sig"))))
    assert [[int(cell) if cell else None for cell in row[3:-1]] for row in rows[1:]] == expected
    parquet = pq.read_table(folder / "stock_by_organisation.parquet").to_pylist()
    assert [list(row.values())[3:-1] for row in parquet] == expected
    sheet = read_sheet(folder / "stock_by_organisation.xlsx")
    assert [
        [int(cell) if cell not in (None, "") else None for cell in list(row)[3:-1]] for row in sheet.rows
    ] == expected
    for row, shown in zip(rows[1:], expected, strict=True):
        assert len([name for name in row[-1].split("; ") if name]) == shown.count(None)


def test_no_public_file_holds_the_inner_files_or_a_pseudonym(draft):
    """Everything public, unpacked, beside what must stay inside."""
    with sealing.opened(draft) as place:
        people = pq.read_table(place / "facts" / "person.parquet")["person"].to_pylist()
    inner = ["threshold", "complement", *people[:50]]
    for path in public_folder(draft).rglob("*"):
        if not path.is_file():
            continue
        blobs = [path.read_bytes()]
        if path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                blobs = [archive.read(name) for name in archive.namelist()]
        for blob in blobs:
            assert not [word for word in inner if word.encode() in blob], path


def test_rates_means_and_curves_hang_on_published_counts_only(draft):
    """Wherever a count of a row is withheld, so is every share made of it."""
    for name in ("sustained", "moved_on_rate"):
        table = showing.table_named(public_of(draft), name)
        kinds = [column["kind"] for column in table["columns"][1:]]
        for row in table["rows"]:
            counts = [cell for cell, kind in zip(row["cells"], kinds, strict=True) if kind == "count"]
            shares = [cell for cell, kind in zip(row["cells"], kinds, strict=True) if kind == "share"]
            if WITHHELD in counts[:2]:
                assert set(shares) <= {WITHHELD, None}


def test_a_share_is_withheld_where_the_difference_of_its_counts_is_small():
    from momentum.monitor.building.protected import Protected
    from momentum.monitor.building.protecting import hidden

    whole, part = (
        CellKey("moved_on/2016", frozenset()),
        CellKey("moved_on/2016", frozenset({("after", "broken_off")})),
    )
    plan = Protected((), Rules(), {whole: 40, part: 3})
    assert hidden(plan, whole, part)
    assert not hidden(Protected((), Rules(), {whole: 40, part: 8}), whole, part)
    assert hidden(Protected((), Rules(), {whole: 40, part: 8}, withheld={part: "complement"}), whole, part)


def test_sorting_puts_withheld_numbers_last_in_the_order_of_the_list(draft):
    table = showing.table_named(public_of(draft), "stock_by_organisation")
    place = next(
        i
        for i, _c in enumerate(table["columns"][1:])
        if any(row["cells"][i] == WITHHELD for row in table["rows"])
    )
    key = table["columns"][1:][place]["key"]
    for sort in (key, f"-{key}"):
        rows = showing.sorted_rows(table, showing.Asked(sort=sort), "en")
        tail = [row for row in rows if row["cells"][place] == WITHHELD and row["head"]["code"] != "*"]
        body = [row for row in rows if row["head"]["code"] != "*"]
        assert body[len(body) - len(tail) :] == tail
        listed = [row for row in table["rows"] if row in tail]
        assert tail == listed


def test_a_bar_of_a_withheld_number_has_no_length(draft):
    from momentum.monitor.charts import shapes
    from momentum.monitor.charts.theme import to_svg

    def drawn(value):
        rows = [{"name": "A", "value": 40, "label": "40"}, {"name": "B", "value": value, "label": ""}]
        return to_svg(shapes.bars(rows, "withheld"), "x", "t", "d", "en")

    svg = drawn(None)
    assert "withheld" in svg
    bars = 'fill="var(--color-teal)"'
    assert svg.count(bars) == 1
    assert drawn(7).count(bars) == 2


def test_no_finding_compares_with_a_withheld_number():
    from momentum.monitor.building.findings import largest

    assert largest([("a", 9), ("b", 4)]) == "a"
    assert largest([("a", 9), ("b", None)]) is None
    assert largest([("a", 9), ("b", 9)]) is None


def test_an_edition_whose_check_finds_a_leak_cannot_be_submitted(city, new, monkeypatch):
    """A plan that publishes a small number: the audit sees it, the edition is refused, the analyst reads why."""
    from dataclasses import replace

    from django.core.exceptions import ValidationError

    from momentum.monitor.building import protecting
    from momentum.monitor.queries.cells import internal

    def careless(counted, inputs, keys):
        plan = protecting.plan_for(counted, inputs, keys)
        small = next(key for key, reason in plan.withheld.items() if reason == "threshold")
        return replace(plan, withheld={key: why for key, why in plan.withheld.items() if key != small})

    monkeypatch.setattr(steps, "plan_for", careless)
    edition = new()
    assert edition.state == EditionState.REFUSED
    assert internal(edition, "audit.json")["findings"][0]["sentence"]
    with pytest.raises(ValidationError):
        actions.submit(city.anna, edition)


def test_a_table_that_does_not_hold_together_is_refused_with_a_sentence(city, new, monkeypatch):
    from momentum.monitor.building import measuring

    def broken(prepared, period, tell, _measure=measuring.measure_all):
        counted = _measure(prepared, period, tell)
        table = next(t for t in counted.tables if t.name == "stock_by_age")
        table.cells[(TOTAL,)] += 1
        return counted

    monkeypatch.setattr(steps, "measure_all", broken)
    edition = new()
    assert edition.state == EditionState.FAILED
    assert "stock" in edition.progress.error


def test_the_next_edition_reckons_with_what_this_one_published(city, published, new):
    later = new()
    told = read_json(folder_of(later) / "inputs.json")
    assert len(told["earlier"]) == 1
    assert len(told["earlier"][0]) == len(read_json(folder_of(published) / "internal" / "published.json"))


def test_numbers_are_the_same_in_html_and_files(as_client, published):
    page = as_client().get(f"/en/monitor/{published.slug}/tables/stock_by_organisation/").content.decode()
    told = json.loads((public_folder(published) / "edition.json").read_text())
    table = next(t for t in told["tables"] if t["name"] == "stock_by_organisation")
    shown = re.findall(r'<td class="number(?: withheld)?">([^<]+)</td>', page)
    assert len(shown) == sum(len(row["cells"]) for row in table["rows"][: showing.ROWS_A_PAGE])
    assert shown.count("withheld") == sum(
        cell == WITHHELD for row in table["rows"][: showing.ROWS_A_PAGE] for cell in row["cells"]
    )
