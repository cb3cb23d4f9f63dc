"""Everything public depends on nothing but what is published: two truths that differ only in what is hidden make the
same bytes, in every file and on every page, whatever the method."""

import re
import shutil
from types import SimpleNamespace

import pytest

from momentum.methods.disclosure.tables import all_coordinates
from momentum.monitor import actions, showing
from momentum.monitor.building import files, measuring, sealing, steps
from momentum.monitor.building.files import folder_of, public_folder, public_of
from momentum.monitor.building.inputs import Inputs, key_from_json
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.public import WITHHELD
from momentum.monitor.choices import Choices, Treatment
from momentum.monitor.contents import MEASURES
from tests.monitor.conftest import ALL_PICTURES


def hidden_cells(edition):
    """The cells whose true count nobody may read: withheld ones, and those told in another way."""
    plan = read_json(folder_of(edition) / "internal" / "plan.json")
    return {key_from_json(row["cell"]) for row in (*plan["withheld"], *plan["told"])}


def withheld_heads(edition, table, column):
    told = showing.table_named(public_of(edition), table)
    place = [each["key"] for each in told["columns"]].index(column) - 1
    return [row["head"]["code"] for row in told["rows"] if row["cells"][place] == WITHHELD]


def another_truth(edition):
    """Measuring, with every hidden count and every figure that hangs on one changed beyond recognition."""
    hidden = hidden_cells(edition)
    assert hidden
    days, kinds = (
        withheld_heads(edition, *where) for where in (("time_to_paid_work", "incidence"), ("hours", "hours"))
    )
    no_mean = withheld_heads(edition, "wage_value", "mean")
    rounded = any(row["around"] for row in read_json(folder_of(edition) / "internal" / "plan.json")["told"])

    def measure(prepared, period, tell, _measure=measuring.measure_all):
        counted = _measure(prepared, period, tell)
        for table in counted.tables:
            for place, at in enumerate(all_coordinates(table)):
                if table.key(at) in hidden:
                    table.cells[at] = table.cells.get(at, 0) + 1000 + place
        for day in days:
            counted.extra["incidence"][int(day)] = 0.123
        for kind in kinds:
            counted.extra["hours"][kind] = 999_999.0
        if no_mean:
            counted.extra["wage_value"] = {"mean": 77.7, "median": 88.8}
        if rounded:
            counted.extra["rate"] = dict.fromkeys(("rate", "low", "high"), 0.999)
        return counted

    return measure


def built_on_another_truth(edition, folder, monkeypatch):
    """The same edition, its decision and its facts' hash the same, from other counts."""
    audit = read_json(folder_of(edition) / "internal" / "audit.json")
    verdict = SimpleNamespace(ok=audit["ok"], checked=audit["checked"], findings=())
    monkeypatch.setattr(steps, "measure_all", another_truth(edition))
    monkeypatch.setattr(steps, "audit_of", lambda *_given: verdict)
    work = folder / "edition"
    work.mkdir()
    sealing.open_into(edition, folder / "facts")
    shutil.copy2(folder_of(edition) / "labels.json", work / "labels.json")
    inputs = Inputs.from_json(read_json(folder_of(edition) / "inputs.json"))
    decided = folder_of(edition) / "internal" / "plan.json"
    steps.build_folder(work, folder, inputs, lambda *_: None, decided=decided)
    inner = "internal/cells.json"
    assert (work / inner).read_bytes() != (folder_of(edition) / inner).read_bytes()
    return work / "public"


def same_files(one, other):
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    assert names == {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    kinds = {name.suffix for name in names}
    assert {".csv", ".xlsx", ".parquet", ".zip", ".pdf", ".svg", ".json"} <= kinds
    for name in sorted(names):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_suppressed_files_are_the_same_bytes_for_every_truth(draft, tmp_path, monkeypatch):
    same_files(public_folder(draft), built_on_another_truth(draft, tmp_path, monkeypatch))


@pytest.mark.parametrize("method", ["rounding", "cell-key"])
def test_rounded_and_noisy_files_are_the_same_bytes_for_every_truth(new, method, tmp_path, monkeypatch):
    edition = new(options=Choices(treatments={name: Treatment(method) for name in MEASURES}).to_json())
    same_files(public_folder(edition), built_on_another_truth(edition, tmp_path, monkeypatch))


def addresses(edition):
    """Every public page that shows figures of the edition, tables in every order and part."""
    for language in ("nl", "en"):
        base = f"/{language}/monitor/"
        yield from (f"/{language}/", base, f"{base}2016/", f"{base}2016/verify/")
        for table in public_of(edition)["tables"]:
            address = f"{base}2016/tables/{table['name']}/"
            yield address
            yield f"{address}?q=werk"
            for column in table["columns"][1:]:
                yield from (f"{address}?sort={column['key']}", f"{address}?sort=-{column['key']}")


def test_public_pages_are_the_same_for_every_truth(city, draft, tmp_path, monkeypatch, as_client):
    other = built_on_another_truth(draft, tmp_path, monkeypatch)
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    actions.publish(city.anna, draft)
    client = as_client()

    def pages():
        files._public.cache_clear()
        return {address: without_nonce(client.get(address)) for address in addresses(draft)}

    before = pages()
    assert len(before) > 60
    shutil.rmtree(public_folder(draft))
    shutil.copytree(other, public_folder(draft))
    assert pages() == before


def without_nonce(response):
    assert response.status_code == 200
    return re.sub(rb'(nonce|value)="[A-Za-z0-9+/=_-]{20,}"', b"", response.content)


def test_pictures_hold_no_number_that_is_not_published(draft):
    """Words for who listens, and numbers in a drawing: each is one that some table shows."""
    shown = {
        int(cell)
        for table in public_of(draft)["tables"]
        for row in table["rows"]
        for cell in row["cells"]
        if isinstance(cell, int)
    }
    cells = read_json(folder_of(draft) / "internal" / "cells.json")
    secret = {
        value for told in cells.values() for _at, value, reason in told["cells"] if reason and value
    } - shown
    assert len(ALL_PICTURES) > 5
    for path in (public_folder(draft) / "charts").glob("*.en.svg"):
        words = re.findall(r"<desc[^>]*>([^<]*)</desc>", path.read_text("utf-8"))
        named = {int(found.replace(",", "")) for found in re.findall(r": ([\d,]+)(?=[,.]|$)", words[0])}
        assert not named & secret, path.name
