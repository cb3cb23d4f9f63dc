"""Files beside the main one: persons, memberships, hours, assessments, and the lists values are judged by."""

from datetime import date

import pytest

from momentum.methods.facts import mapping_from, read_facts, read_mapping

SPELL = "1,De Kas,day activity,2016-01-01,2016-03-01,x"
PERSONS = {"columns": {"person": "nr", "birth_year": "born", "district": "wijk"}}
MEMBERSHIPS = {
    "end": "exclusive",
    "columns": {"person": "nr", "target_group": "group", "from": "from", "to": "to"},
}
HOURS = {
    "end": "inclusive",
    "columns": {"spell": "spell", "from": "from", "to": "to", "hours_per_week": "hours"},
}
ASSESSMENTS = {
    "columns": {"person": "nr", "date": "day", "value": "rung"},
    "constants": {"instrument": "ladder"},
}


def codes(reading) -> list[tuple[str, int | None, str | None, str]]:
    assert reading.facts is None
    return [(problem.file, problem.row, problem.column, problem.code) for problem in reading.problems]


@pytest.fixture
def read_beside(read):
    """Read one good spell with further files, given as role=(its mapping, its text)."""

    def reading(*rows, **files):
        return read(
            *(rows or (SPELL,)),
            files={role: mapping for role, (mapping, _) in files.items()},
            further={role: text.encode() for role, (_, text) in files.items()},
        )

    return reading


class TestPersons:
    def test_persons_with_and_without_spells(self, read_beside):
        reading = read_beside(persons=(PERSONS, "nr,born,wijk\n1,1980,Centrum\n9,,\n"))
        assert reading.facts.tables["person"].to_pylist() == [
            {"person": "1", "birth_year": 1980, "district": "Centrum"},
            {"person": "9", "birth_year": None, "district": None},
        ]
        assert reading.further["persons"][2] == {"person": "1", "birth_year": 1980, "district": "Centrum"}

    def test_a_person_twice(self, read_beside):
        reading = read_beside(persons=(PERSONS, "nr,born,wijk\n1,1980,\n2,1981,\n1,1980,\n"))
        assert codes(reading) == [("persons", 4, "nr", "person_twice")]
        assert "also in row 2" in str(reading.problems[0])

    def test_birth_in_the_future(self, read_beside):
        reading = read_beside(persons=(PERSONS, "nr,born,wijk\n1,2018,\n"))
        assert codes(reading) == [("persons", 2, "born", "birth_in_future")]


class TestMemberships:
    def test_memberships(self, read_beside):
        reading = read_beside(
            memberships=(
                MEMBERSHIPS,
                "nr,group,from,to\n1,Wmo,2015-01-01,2016-01-01\n1,Wmo,2016-01-01,\n1,GGZ,2015-01-01,\n",
            )
        )
        assert reading.facts.tables["membership"].num_rows == 3

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ("1,Wmo,2016-01-01,\n1,Wmo,2015-01-01,2016-02-01\n", (2, "from", "membership_overlap")),
            ("1,Wmo,2016-01-01,2015-01-01\n", (2, "to", "end_before_start")),
            ("1,Wmo,2016-01-01,2016-01-01\n", (2, "to", "no_days")),
            ("1,,2016-01-01,\n", (2, "group", "missing_value")),
        ],
    )
    def test_bad_memberships(self, read_beside, rows, problem):
        reading = read_beside(memberships=(MEMBERSHIPS, "nr,group,from,to\n" + rows))
        assert codes(reading) == [("memberships", *problem)]

    def test_an_unknown_group_by_a_list_in_a_file(self, read_beside):
        reading = read_beside(
            memberships=(MEMBERSHIPS, "nr,group,from,to\n1,Wmo,2016-01-01,\n1,GGZ,2016-01-01,\n"),
            target_groups=({"columns": {"target_group": "name"}}, "name\nGGZ\n"),
        )
        assert codes(reading) == [("memberships", 2, "group", "unknown_value")]


class TestHours:
    def test_hours_of_numbered_rows(self, read_beside):
        reading = read_beside(
            hours=(HOURS, "spell,from,to,hours\n2,2016-01-01,2016-01-31,24\n2,2016-02-01,,16.5\n")
        )
        assert reading.facts.tables["hours"].to_pylist() == [
            {"spell": "2", "from": date(2016, 1, 1), "to": date(2016, 2, 1), "hours_per_week": 24.0},
            {"spell": "2", "from": date(2016, 2, 1), "to": None, "hours_per_week": 16.5},
        ]

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ("7,2016-01-01,,24\n", (2, "spell", "unknown_value")),
            ("2,2016-01-01,,169\n", (2, "hours", "hours_out_of_range")),
            ("2,2016-01-01,,many\n", (2, "hours", "unreadable_number")),
            ("2,2016-01-01,,24\n2,2016-02-01,,16\n", (3, "from", "hours_overlap")),
        ],
    )
    def test_bad_hours(self, read_beside, rows, problem):
        assert codes(read_beside(hours=(HOURS, "spell,from,to,hours\n" + rows))) == [("hours", *problem)]


class TestAssessments:
    def test_assessments(self, read_beside):
        reading = read_beside(assessments=(ASSESSMENTS, "nr,day,rung\n1,2016-01-01,3\n8,2016-01-01,4\n"))
        assert reading.facts.tables["assessment"].to_pylist()[0] == {
            "person": "1", "instrument": "ladder", "date": date(2016, 1, 1), "value": 3.0,
        }  # fmt: skip
        assert reading.facts.tables["person"]["person"].to_pylist() == ["1", "8"]

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ("1,2016-01-01,3\n1,2016-01-01,4\n", (3, "day", "assessment_twice")),
            ("1,2016-01-01,7\n", (2, "rung", "number_out_of_range")),
            ("1,soon,3\n", (2, "day", "unreadable_date")),
        ],
    )
    def test_bad_assessments(self, read_beside, rows, problem):
        assert codes(read_beside(assessments=(ASSESSMENTS, "nr,day,rung\n" + rows))) == [
            ("assessments", *problem)
        ]


class TestLists:
    KINDS = {"columns": {"kind": "kind", "rank": "rank", "paid": "paid"}}
    ORGANISATIONS = {
        "columns": {"organisation": "name", "kind": "kind", "district": "wijk"},
        "constants": {"branch": "food"},
    }
    DISTRICTS = {"columns": {"district": "wijk", "borough": "stadsdeel"}}

    def test_kinds_organisations_and_districts_from_files(self, read):
        reading = read(
            SPELL, place_kinds=None, organisations=None,
            files={"place_kinds": self.KINDS, "organisations": self.ORGANISATIONS, "districts": self.DISTRICTS},
            further={
                "place_kinds": b"kind,rank,paid\nday activity,1,nee\n",
                "organisations": b"name,kind,wijk\nDe Kas,social_enterprise,Jordaan\n",
                "districts": b"wijk,stadsdeel\nJordaan,Centrum\n",
            },
        )  # fmt: skip
        tables = reading.facts.tables
        assert tables["place_kind"].to_pylist() == [{"kind": "day activity", "rank": 1, "paid": False}]
        assert tables["organisation"].to_pylist() == [
            {"organisation": "De Kas", "kind": "social_enterprise", "district": "Jordaan", "branch": "food"}
        ]
        assert tables["district"].to_pylist() == [{"district": "Jordaan", "borough": "Centrum"}]

    @pytest.mark.parametrize(
        ("role", "mapping", "text", "problem"),
        [
            ("place_kinds", KINDS, "kind,rank,paid\nx,1,maybe\n", (2, "paid", "unreadable_yes_no")),
            ("place_kinds", KINDS, "kind,rank,paid\nx,1.5,ja\n", (2, "rank", "unreadable_whole_number")),
            ("place_kinds", KINDS, "kind,rank,paid\nx,99999,ja\n", (2, "rank", "number_out_of_range")),
            ("place_kinds", KINDS, "kind,rank,paid\nday activity,3,ja\n", (2, "kind", "kind_twice")),
            ("districts", DISTRICTS, "wijk,stadsdeel\nCentrum,A\nCentrum,B\n", (3, "wijk", "key_twice")),
            ("organisations", ORGANISATIONS, "name,kind,wijk\nX,y,\nX,z,\n", (3, "name", "key_twice")),
            ("organisations", ORGANISATIONS, "name,kind\nX,y\n", (None, "wijk", "missing_column")),
        ],
    )
    def test_bad_lists(self, read_beside, role, mapping, text, problem):
        assert codes(read_beside(**{role: (mapping, text)})) == [(role, *problem)]

    def test_a_list_that_cannot_be_read_judges_nothing(self, read_beside):
        reading = read_beside(organisations=(self.ORGANISATIONS, ""))
        assert codes(reading) == [("organisations", None, None, "file_empty")]

    def test_an_organisation_in_an_unknown_neighbourhood(self, read):
        reading = read(SPELL, districts=["Oost"])
        assert codes(reading) == [("mapping", None, "organisations.De Kas.district", "unknown_value")]


class TestGivingFiles:
    def test_files_are_found_beside_the_mapping(self, tmp_path):
        (tmp_path / "people.csv").write_text("nr;born;wijk\n1;1980;\n")
        (tmp_path / "mapping.toml").write_text(
            'shape = "calendar"\n[columns]\nperson = "nr"\n[states.care]\norganisation_kind = "x"\npaid = false\nrank = 1\n'
            '[files.persons]\nfile = "people.csv"\ncolumns = {person = "nr", birth_year = "born"}\n'
        )
        mapping = read_mapping(tmp_path / "mapping.toml")
        reading = read_facts(b"nr,2016-01\n1,care\n", mapping, today=date(2020, 1, 1))
        assert reading.facts.tables["person"]["birth_year"].to_pylist() == [1980]
        assert set(reading.facts.source["files"]) == {"calendar", "persons"}
        (tmp_path / "people.csv").unlink()
        again = read_facts(b"nr,2016-01\n1,care\n", mapping, today=date(2020, 1, 1))
        assert codes(again) == [("mapping", None, "files.persons", "file_not_given")]

    def test_a_mapping_that_is_no_file_opens_none(self, tmp_path):
        secret = tmp_path / "secret.csv"
        secret.write_text("nr\n1\n")
        mapping = mapping_from({
            "shape": "calendar", "states": {"care": {"organisation_kind": "x", "paid": False, "rank": 1}},
            "files": {"persons": {"file": str(secret), "columns": {"person": "nr"}}},
        })  # fmt: skip
        reading = read_facts(b"2016-01\ncare\n", mapping, today=date(2020, 1, 1))
        assert codes(reading) == [("mapping", None, "files.persons", "file_not_given")]

    def test_a_file_that_the_mapping_does_not_name(self, read):
        assert codes(read(SPELL, further={"persons": b"nr\n1\n"})) == [
            ("mapping", None, "files.persons", "file_not_mapped")
        ]

    def test_further_files_inherit_how_values_are_written(self, read):
        reading = read(
            "1;De Kas;day activity;01-01-2016;;", header="person;organisation;kind;start;end;reason",
            dates=["dd-mm-yyyy"], decimal=",", missing=["?"],
            files={"assessments": {**ASSESSMENTS, "constants": {"instrument": "wage_value"}}},
            further={"assessments": b"nr;day;rung\n1;31-12-2016;37,5\n"},
        )  # fmt: skip
        assert reading.facts.tables["assessment"]["value"].to_pylist() == [37.5]
