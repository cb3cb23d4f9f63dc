import json

import pytest
from django.core.exceptions import ValidationError

from momentum.sector import actions
from momentum.sector.models import Branch, District, IdentifierScheme, PlaceKind, TargetGroup

from .conftest import DISTRICTS, LISTS

pytestmark = pytest.mark.django_db


def feature(name="Jordaan", borough="Centrum", kind="Polygon"):
    square = [[[4.8, 52.3], [4.9, 52.3], [4.9, 52.4], [4.8, 52.4], [4.8, 52.3]]]
    return {
        "type": "Feature",
        "properties": {"name": name, "borough": borough},
        "geometry": {"type": kind, "coordinates": square},
    }


def geojson(tmp_path, *features):
    path = tmp_path / "city.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ([], "not GeoJSON with features"),
        ([feature(name="")], "has no name or no borough"),
        ([feature(borough=None)], "has no name or no borough"),
        ([feature(kind="Point")], "is not a polygon"),
        ([feature(), feature()], "twice"),
    ],
)
def test_a_wrong_geojson_file_is_refused_in_a_sentence_and_nothing_is_loaded(
    tmp_path, features, sentence, english
):
    with pytest.raises(ValidationError, match=sentence):
        actions.load_districts(geojson(tmp_path, *features))
    assert not District.objects.exists()


def test_a_missing_file_and_no_json_are_refused_in_a_sentence(tmp_path, english):
    with pytest.raises(ValidationError, match="cannot be read"):
        actions.load_districts(tmp_path / "nowhere.geojson")
    (tmp_path / "broken").write_text("{")
    with pytest.raises(ValidationError, match="not GeoJSON"):
        actions.load_districts(tmp_path / "broken")


def test_the_kinds_of_place_run_from_care_to_work(lists):
    ranked = list(PlaceKind.objects.values_list("code", "paid"))
    assert ranked == [
        ("day-activity", False),
        ("work-day-activity", False),
        ("volunteering", False),
        ("work-experience", False),
        ("sheltered-work", True),
        ("subsidised-job", True),
        ("regular-job", True),
    ]
    assert PlaceKind.objects.get(pk="sheltered-work").legal_basis_nl == "Participatiewet, artikel 10b"
    assert all(kind.explanation_nl and kind.explanation_en for kind in PlaceKind.objects.all())


def test_every_word_has_a_name_in_both_languages(lists):
    for model in (PlaceKind, TargetGroup, Branch, IdentifierScheme):
        for word in model.objects.all():
            assert word.name_nl
            assert word.name_en


def test_loading_again_corrects_names_and_keeps_what_is_there(lists, tmp_path):
    path = tmp_path / "lists.toml"
    path.write_text('[[branches]]\ncode = "green"\nname_nl = "tuin"\nname_en = "garden"\n')
    assert actions.load_lists(path)["branches"] == 1
    assert Branch.objects.get(pk="green").name_nl == "tuin"
    assert Branch.objects.filter(pk="food-drink").exists()
    actions.load_lists(LISTS)
    actions.load_districts(DISTRICTS)
    assert Branch.objects.get(pk="green").name_nl == "groen"
    assert District.objects.count() == 97


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[branches]\n", "is not TOML"),
        ('[[branches]]\ncode = "a"\nname_nl = "b"\n', r"Entry 1 of \[\[branches\]\] lacks name_en"),
        ('[[place_kinds]]\ncode = "a"\nname_nl = "b"\nname_en = "c"\n', "lacks paid"),
        ('[[branches]]\ncode = "a"\nname_nl = "b"\nname_en = "c"\ncolour = "red"\n', "unknown key colour"),
    ],
)
def test_a_wrong_list_is_refused_in_a_sentence_and_nothing_is_loaded(tmp_path, text, sentence, english):
    path = tmp_path / "lists.toml"
    path.write_text(text)
    with pytest.raises(ValidationError, match=sentence):
        actions.load_lists(path)
    assert not Branch.objects.exists()
