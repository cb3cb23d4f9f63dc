"""Integer codes for organisations, branches, districts, boroughs, kinds, groups and age bands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa

from momentum.methods.indicators.dimensions import TOTAL
from momentum.methods.indicators.engine import Session, read_table
from momentum.methods.indicators.preparation.raw import FrozenFacts, raw

SOCIAL_ENTERPRISE = "social_enterprise"
UNKNOWN, NO_GROUP = "unknown", "none"
AGE_BANDS = (
    (0, "0-17"),
    (18, "18-26"),
    (27, "27-34"),
    (35, "35-44"),
    (45, "45-54"),
    (55, "55-64"),
    (65, "65+"),
)
"""First age of a band and its name; code 1 is the youngest, 0 an unknown year of birth."""


@dataclass(frozen=True)
class Codes:
    """Small tables that turn names into codes, and the labels that turn codes back."""

    label: pa.Table
    organisation: pa.Table
    organisation_code: pa.Table
    kind: pa.Table
    group: pa.Table
    district: pa.Table

    @property
    def tables(self) -> dict[str, pa.Table]:
        """The tables by the names under which a session knows them."""
        return {
            "label": self.label,
            "organisation": self.organisation,
            "organisation_code": self.organisation_code,
            "kind_code": self.kind,
            "group_code": self.group,
            "district_code": self.district,
        }


def _numbered(names: Iterable[str | None], missing: str = UNKNOWN) -> dict[str, int]:
    """Codes from 1 in order of name; a name that says "missing" is the missing one, 0."""
    found = {name for name in names if name is not None}
    if TOTAL in found:
        raise ValueError(f"The facts hold a name “{TOTAL}”, which stands for totals; name it otherwise.")
    return {name: code for code, name in enumerate(sorted(found - {missing}), start=1)}


def code_names(session: Session, facts: FrozenFacts, known: Mapping[str, Mapping[str, int]]) -> Codes:
    """Codes for every name in the facts and in `known` (dimension → names), in order of name."""
    organisations = read_table(facts.path("organisation")).to_pylist()
    boroughs = {row["district"]: row["borough"] for row in read_table(facts.path("district")).to_pylist()}
    kinds = read_table(facts.path("place_kind")).to_pylist()
    groups = session.fetch(raw("membership").select("target_group").distinct())["target_group"].to_pylist()
    homes = session.fetch(raw("person").select("district").distinct())["district"].to_pylist()

    districts = [*boroughs, *homes, *(row["district"] for row in organisations)]
    names: dict[str, list[str | None]] = {
        "organisation": [row["organisation"] for row in organisations],
        "branch": [row["branch"] for row in organisations],
        "district": districts,
        "borough": list(boroughs.values()),
        "place_kind": [row["kind"] for row in kinds],
        "target_group": groups,
    }
    number = {
        dimension: _numbered([*found, *known.get(dimension, ())], _missing(dimension))
        for dimension, found in names.items()
    }
    number["age_band"] = {name: code for code, (_, name) in enumerate(AGE_BANDS, start=1)}
    borough_of = {
        code: number["borough"].get(boroughs.get(name) or "", 0) for name, code in number["district"].items()
    }
    places = [
        {
            "organisation": row["organisation"],
            "o": number["organisation"].get(row["organisation"], 0),
            "enterprise": int(row["kind"] == SOCIAL_ENTERPRISE),
            "b": number["branch"].get(row["branch"], 0),
            "od": number["district"].get(row["district"], 0),
        }
        for row in organisations
    ]
    for place in places:
        place["ow"] = borough_of.get(place["od"], 0)
    nowhere = {"o": 0, "enterprise": 0, "b": 0, "od": 0, "ow": 0}
    return Codes(
        label=_labels(number),
        organisation=_table(
            [nowhere, *(place for place in places if place["o"])],
            o="int32",
            enterprise="int32",
            b="int32",
            od="int32",
            ow="int32",
        ),
        organisation_code=_table(places, organisation="string", o="int32", enterprise="int32"),
        kind=_table(
            [
                {**row, "k": number["place_kind"].get(row["kind"], 0), "paid": int(bool(row["paid"]))}
                for row in kinds
            ],
            kind="string",
            k="int32",
            rank="int32",
            paid="int32",
        ),
        group=_table(
            [{"target_group": name, "g": code} for name, code in number["target_group"].items()],
            target_group="string",
            g="int32",
        ),
        district=_table(
            [
                {"district": name, "d": code, "w": borough_of[code]}
                for name, code in number["district"].items()
            ],
            district="string",
            d="int32",
            w="int32",
        ),
    )


def _missing(dimension: str) -> str:
    return NO_GROUP if dimension == "target_group" else UNKNOWN


def _labels(number: dict[str, dict[str, int]]) -> pa.Table:
    rows = []
    for dimension, codes in number.items():
        rows.append({"dimension": dimension, "code": 0, "label": _missing(dimension)})
        rows += [{"dimension": dimension, "code": code, "label": name} for name, code in codes.items()]
    return _table(rows, dimension="string", code="int32", label="string")


def _table(rows: Sequence[Mapping[str, object]], **columns: str) -> pa.Table:
    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in columns.items()])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


ORGANISATION_CODE = ibis.table(
    {"organisation": "string", "o": "int32", "enterprise": "int32"}, name="organisation_code"
)
KIND_CODE = ibis.table({"kind": "string", "k": "int32", "rank": "int32", "paid": "int32"}, name="kind_code")
GROUP_CODE = ibis.table({"target_group": "string", "g": "int32"}, name="group_code")
DISTRICT_CODE = ibis.table({"district": "string", "d": "int32", "w": "int32"}, name="district_code")
