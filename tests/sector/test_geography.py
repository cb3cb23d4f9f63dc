import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.sector import geography
from momentum.sector.models import Borough, District

from .conftest import DISTRICTS

# Shared machines have slow moments; that says nothing about what is tested.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_projection_keeps_the_city_inside_the_map_and_north_above():
    project = geography.projection([(4.7, 52.28), (5.1, 52.43)])
    west_south, east_north = project((4.7, 52.28)), project((5.1, 52.43))
    assert 0 <= west_south[0] < east_north[0] <= geography.WIDTH
    assert 0 <= east_north[1] < west_south[1] <= geography.HEIGHT


def test_a_kilometre_is_as_long_east_as_north():
    project = geography.projection([(4.7, 52.3), (5.1, 52.5)])
    here = project((4.9, 52.4))
    north, east = project((4.9, 52.4 + 1 / 111.2)), project((4.9 + 1 / (111.2 * 0.61015), 52.4))
    assert here[1] - north[1] == pytest.approx(east[0] - here[0], abs=0.3)


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (0.4, ".4"), (-0.4, "-.4"), (0.04, "0"), (-0.04, "0"), (-10.5, "-10.5"), (10.0, "10")],
)
def test_a_number_in_path_data_is_as_short_as_svg_allows(value, text):
    assert geography.number(value) == text


coordinates = st.integers(-5000, 5000).map(lambda n: n / 10)


@patient
@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=30))
def test_path_data_leads_back_to_the_points_it_was_made_from(points):
    ring = [*points, points[0]]
    walked = _walk(geography.path([ring]))
    kept = [p for i, p in enumerate(points) if not i or p != points[i - 1]]
    assert [(round(x, 1), round(y, 1)) for x, y in walked] == kept


def _walk(path):
    import re

    start, steps = path.removeprefix("M").removesuffix("z").split("l")
    x, y = map(float, start.split(" "))
    numbers = [float(n) for n in re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", steps)]
    points = [(x, y)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def test_the_middle_of_a_bent_shape_lies_inside_it():
    horseshoe = [(0, 0), (90, 0), (90, 90), (60, 90), (60, 30), (30, 30), (30, 90), (0, 90), (0, 0)]
    assert not geography.inside((45, 60), horseshoe)
    assert geography.inside(geography.middle([horseshoe]), horseshoe)


def test_the_outline_of_neighbours_leaves_out_the_border_they_share():
    left = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]
    right = [(10, 0), (10, 10), (20, 10), (20, 0), (10, 0)]
    (line,) = geography.outline([left, right])
    assert line[0] == line[-1]
    assert set(line) == set(left) | set(right)
    assert geography.area_and_centroid(line)[0] == 200


def test_the_97_neighbourhoods_are_loaded_each_with_a_middle_inside_its_shape(lists):
    assert District.objects.count() == 97
    assert Borough.objects.count() == 8
    assert {borough.code for borough in Borough.objects.all()} == {
        "centrum", "westpoort", "west", "nieuw-west", "zuid", "oost", "noord", "zuidoost",
    }  # fmt: skip
    assert District.objects.get(pk="ijplein-vogelbuurt").borough_id == "noord"
    for district in District.objects.all():
        rings = [_walk(f"M{part}") for part in district.shape.removeprefix("M").replace("z", "").split("M")]
        assert any(geography.inside((district.x, district.y), ring) for ring in rings), district
        assert 0 < district.x < geography.WIDTH
        assert 0 < district.y < geography.HEIGHT


def test_all_shapes_together_weigh_less_than_thirty_kilobytes(lists):
    shapes = [
        *District.objects.values_list("shape", flat=True),
        *Borough.objects.values_list("shape", flat=True),
    ]
    assert sum(map(len, shapes)) < 30_000


def test_borough_outlines_enclose_all_their_neighbourhoods(lists):
    for borough in Borough.objects.prefetch_related("districts"):
        rings = [_walk(f"M{part}") for part in borough.shape.removeprefix("M").replace("z", "").split("M")]
        for district in borough.districts.all():
            assert sum(geography.inside((district.x, district.y), ring) for ring in rings) % 2 == 1, district


def test_the_file_itself_holds_97_neighbourhoods():
    assert len(json.loads(DISTRICTS.read_text())["features"]) == 97
