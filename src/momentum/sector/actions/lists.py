"""Loading a city: its neighbourhoods from GeoJSON and its own lists from TOML.

Loading again corrects names and shapes. What a file no longer names stays, since records may refer to it.
"""

import json
import tomllib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from momentum.sector import geography
from momentum.sector.actions.registry import registry_changed
from momentum.sector.models import Borough, Branch, District, IdentifierScheme, Named, PlaceKind, TargetGroup

LISTS: dict[str, type[Named]] = {
    "place_kinds": PlaceKind,
    "target_groups": TargetGroup,
    "branches": Branch,
    "identifier_schemes": IdentifierScheme,
}

# Simplified borders leave hairline triangles where neighbours do not quite meet; in map units squared.
SLIVER = 20.0


def load_districts(path: Path | str) -> int:
    """Neighbourhoods and boroughs from GeoJSON (WGS84; properties `name` and `borough`); returns how many.

    A neighbourhood's code is its name as a slug. Shapes, middles and the boroughs' outlines are computed here,
    once, in the map's own units (`momentum.sector.geography`).
    """
    features = _features(Path(path))
    project = geography.projection(
        point for feature in features for ring in geography.rings(feature["geometry"]) for point in ring
    )
    boroughs: dict[str, list[geography.Ring]] = {}
    names: dict[str, str] = {}
    districts: dict[str, District] = {}
    for position, feature in enumerate(features):
        name, borough = feature["properties"]["name"], feature["properties"]["borough"]
        code = _code(name)
        if code in districts:
            raise ValidationError(_("The file names the neighbourhood “%s” twice.") % name)
        shapes = [[project(point) for point in ring] for ring in geography.rings(feature["geometry"])]
        x, y = geography.middle(shapes)
        boroughs.setdefault(_code(borough), []).extend(shapes)
        names.setdefault(_code(borough), borough)
        districts[code] = District(
            code=code,
            name_nl=name,
            name_en=name,
            position=position,
            borough_id=_code(borough),
            shape=geography.path(shapes),
            x=x,
            y=y,
        )
    with transaction.atomic():
        _put(Borough, [_borough(code, names[code], n, boroughs[code]) for n, code in enumerate(boroughs)])
        _put(District, list(districts.values()))
        registry_changed()
    return len(districts)


def _borough(code: str, name: str, position: int, shapes: list[geography.Ring]) -> Borough:
    lines = [line for line in geography.outline(shapes) if geography.area_and_centroid(line)[0] > SLIVER]
    return Borough(code=code, name_nl=name, name_en=name, position=position, shape=geography.path(lines))


def _features(path: Path) -> list[dict]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValidationError(_("The file %s cannot be read.") % path) from error
    except ValueError as error:
        raise ValidationError(_("The file %s is not GeoJSON: it cannot be read as JSON.") % path) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not features:
        raise ValidationError(_("The file %s is not GeoJSON with features.") % path)
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") or {}
        if not properties.get("name") or not properties.get("borough"):
            raise ValidationError(
                _("Feature %(number)d has no name or no borough: each neighbourhood needs both.")
                % {"number": number}
            )
        if (feature.get("geometry") or {}).get("type") not in ("Polygon", "MultiPolygon"):
            raise ValidationError(
                _("“%(name)s” (feature %(number)d) is not a polygon.")
                % {"name": properties["name"], "number": number}
            )
    return features


def load_lists(path: Path | str) -> dict[str, int]:
    """Kinds of place, target groups, branches and identifier schemes from TOML; returns how many of each.

    Every entry needs `code`, `name_nl` and `name_en`; kinds of place need `paid` too. The order is the rank.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValidationError(_("The file %s cannot be read.") % path) from error
    except tomllib.TOMLDecodeError as error:
        raise ValidationError(
            _("The file %(path)s is not TOML: %(error)s.") % {"path": path, "error": error}
        ) from error
    loaded = {
        table: [_entry(table, position, fields) for position, fields in enumerate(content.get(table, []), 1)]
        for table in LISTS
    }
    with transaction.atomic():
        for table, entries in loaded.items():
            _put(LISTS[table], entries)
        registry_changed()
    return {table: len(entries) for table, entries in loaded.items()}


def _entry(table: str, position: int, fields: dict) -> Named:
    model = LISTS[table]
    needed = {"code", "name_nl", "name_en"} | ({"paid"} if model is PlaceKind else set())
    missing = sorted(needed - fields.keys())
    if missing:
        raise ValidationError(
            _("Entry %(number)d of [[%(table)s]] lacks %(missing)s.")
            % {"number": position, "table": table, "missing": ", ".join(missing)}
        )
    unknown = sorted(fields.keys() - {field.name for field in model._meta.concrete_fields})
    if unknown:
        raise ValidationError(
            _("Entry %(number)d of [[%(table)s]] has the unknown key %(unknown)s.")
            % {"number": position, "table": table, "unknown": ", ".join(unknown)}
        )
    return model(**{"position": position, **fields})


def _put(model: type[models.Model], records: list) -> None:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        records, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )


def _code(name: str) -> str:
    return slugify(name.replace("/", "-"))
