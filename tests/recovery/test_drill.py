"""The drill: dump, an empty place, and everything is the same there."""

from tests.recovery.manifests import manifest
from tests.recovery.places import back_up, restore


def test_what_comes_back_is_what_was_backed_up(city, backup, new_place, tmp_path):
    place = new_place()
    said = restore(place, backup)
    before, after = manifest(backup.data), manifest(back_up(place, tmp_path).data)
    for same in ("counts", "sequences", "log", "editions", "migrations", "city", "keys"):
        assert after[same] == before[same], same
    # Rows and files byte for byte: every part has the hash it had.
    assert after["parts"] == before["parts"]
    assert sum(before["counts"].values()) > 10_000
    assert [edition["whole"] for edition in before["editions"]] == [True]
    assert f"{sum(before['counts'].values())} rows" in said
