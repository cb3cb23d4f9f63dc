"""Every role × kind of record × verb × own or another's, against the page that says who may see and do what.

The tables below are that page's, transcribed; nothing here is computed from the program's own policy.
R read · W write · A aggregates only · O own or assigned only · L with a chosen reason · - nothing.
"""

import pytest

from momentum.accounts import access, purposes
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import Mandate
from momentum.accounts.policy import MATRIX, PART_OF, VISITOR_CELLS, Record, Role

RECORDS = """
role               | registry | organisation | identity         | needs         | journey              | facts | access_log
visitor            | R        | -            | -                | -             | A                    | -     | -
researcher         | R        | -            | -                | -             | A                    | -     | -
participant        | R        | -            | O RW             | O RW          | O R, own_voice W     | -     | O R
enterprise_manager | R, W own | O RW         | O R              | -             | O A                  | -     | -
work_coach         | R        | -            | O R              | O R           | O RW                 | -     | -
case_manager       | R        | -            | O RW             | O RW          | O RW                 | -     | -
journey_keeper     | R        | -            | O R contact only | -             | O RW follow_up only  | -     | -
policy_officer     | R        | -            | -                | -             | A                    | -     | -
buyer              | R        | if agreed    | -                | -             | A                    | -     | -
broker             | RW       | R L          | O R L            | O R L         | A                    | -     | -
analyst            | R        | -            | -                | -             | -                    | R L   | -
grant_officer      | R        | of applicants| -                | -             | A                    | -     | -
board_member       | R        | -            | -                | -             | A                    | -     | -
privacy_officer    | R        | L            | L                | L             | L                    | L     | R
operator           | -        | -            | break-glass L    | break-glass L | break-glass L        | -     | append only
"""
# The page's second table, by class; “published” editions are everybody's, approval is for who built none of it.
CLASSES = """
role               | consent | accounts | import | edition | edition_approval          | rights   | retention | table_request | table_answer | table_check
visitor            | -       | -        | -      | R       | -                         | -        | -| -             | -            | -
researcher         | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
participant        | O RW    | -        | -      | R       | -                         | O RW     | -| O RW          | -            | -
enterprise_manager | -       | O RW     | O RW   | R       | -                         | -        | -| O RW          | -            | -
work_coach         | -       | -        | O RW   | R       | -                         | -        | -| O RW          | -            | -
case_manager       | O R     | -        | O RW   | R       | -                         | O RW     | -| O RW          | -            | -
journey_keeper     | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
policy_officer     | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
buyer              | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
broker             | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
analyst            | -       | -        | RW     | RW      | R, W own                  | -        | -| O RW          | RW           | W own
grant_officer      | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
board_member       | -       | -        | -      | R       | -                         | -        | -| O RW          | -            | -
privacy_officer    | -       | R        | -      | R       | -                         | RW       | R| O RW          | -            | -
operator           | -       | RW       | -      | R       | -                         | -        | R| O RW          | -            | -
"""
# What is demanded of enterprises, and the identity monitor. Who reported is for the enterprise and the broker.
IDENTITY = """
role               | requirement        | requirement_report | identity_profile   | identity_round     | identity_statement | identity_approval
visitor            | A                  | -                  | A                  | -                  | R                  | -
researcher         | A                  | -                  | A                  | -                  | R                  | -
participant        | A                  | -                  | A                  | -                  | R                  | -
enterprise_manager | R, W own           | O RW               | O RW               | -                  | R                  | -
work_coach         | R, W own           | O RW               | A                  | -                  | R                  | -
case_manager       | A                  | -                  | A                  | -                  | R                  | -
journey_keeper     | A                  | -                  | A                  | -                  | R                  | -
policy_officer     | A                  | -                  | A                  | -                  | R                  | -
buyer              | A                  | -                  | A                  | -                  | R                  | -
broker             | RW                 | R                  | A                  | -                  | R                  | -
analyst            | R                  | -                  | R L                | RW                 | RW                 | R, W own
grant_officer      | A                  | -                  | A                  | -                  | R                  | -
board_member       | A                  | -                  | A                  | -                  | R                  | R, W own
privacy_officer    | A                  | -                  | A                  | -                  | R                  | -
operator           | A                  | -                  | A                  | -                  | R                  | -
"""
LETTERS = {
    "R": {"read", "search", "print", "export", "count"},
    "W": {"write"},
    "A": {"count"},
    "RW": {"read", "search", "print", "export", "count", "write"},
}
VERBS = ["read", "search", "print", "export", "write", "count"]
PARTS = {"contact": "identity", "follow_up": "journey", "own_voice": "journey"}
REASON = {"broker": "match", "analyst": "check_number", "privacy_officer": "complaint", "operator": "restore"}


def cells(table: str) -> dict[tuple[str, str], str]:
    header, *lines = (line.split("|") for line in table.strip().splitlines())
    kinds = [kind.strip() for kind in header[1:]]
    return {
        (line[0].strip(), kind): cell.strip()
        for line in lines
        for kind, cell in zip(kinds, line[1:], strict=True)
    }


CELLS = cells(RECORDS) | cells(CLASSES) | cells(IDENTITY)
ROLES = sorted({role for role, _ in CELLS})
KINDS = sorted({kind for _, kind in CELLS} | set(PARTS))


def granted(role: str, kind: str, verb: str, whose: str) -> tuple[bool, bool]:
    """Whether the page allows it, and whether a reason has to be chosen. What is public is so for everybody."""
    if _row(role="visitor", kind=kind, verb=verb, whose=whose)[0]:
        return True, False
    return _row(role, kind, verb, whose)


def _row(role: str, kind: str, verb: str, whose: str) -> tuple[bool, bool]:
    text = CELLS[role, PARTS.get(kind, kind)]
    own_only = text.startswith("O ")
    for piece in text.removeprefix("O ").split(", "):
        words = piece.split()
        part = next((word for word in words if word in PARTS), None)
        if part is not None and part != kind:
            continue
        letters = next((LETTERS[word] for word in words if word in LETTERS), set())
        reasoned = "L" in words
        if reasoned and not letters:
            letters = LETTERS["R"]
        if verb in letters and (whose == "own" or not (own_only or "own" in words)):
            return True, reasoned
    return False, False


def test_the_page_and_the_program_know_the_same_roles_and_records():
    assert set(ROLES) == set(Role.values) | {"visitor"}
    assert set(KINDS) == set(Record.values)
    assert set(MATRIX) | set(VISITOR_CELLS) == set(Record)
    assert {part.value: whole.value for part, whole in PART_OF.items()} == PARTS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_holds_for_may_require_and_open_records(role, kind, actor, person, entries, toy_rules):
    acting = actor(None if role == "visitor" else role)
    other = person("work_coach")
    rows = {"own": acting.mandate, "other": other}
    for verb in VERBS:
        for whose in ("own", "other") if acting.mandate else ("other",):
            allowed, reasoned = granted(role, kind, verb, whose)
            assert access.may(acting, verb, kind, rows[whose]) == allowed, (verb, whose)
            if allowed:
                access.require(acting, verb, kind, rows[whose])
            else:
                with pytest.raises(access.Refused):
                    access.require(acting, verb, kind, rows[whose])
        if verb in ("read", "search", "print", "export"):
            _check_opening(acting, role, kind, verb, rows, entries)


def _check_opening(acting, role, kind, verb, rows, entries):
    """`open_records` gives the rows that the page allows, and one entry that names them; else refuses."""
    may_see = {whose for whose in rows if granted(role, kind, verb, whose)[0] and rows[whose] is not None}
    reasoned = any(granted(role, kind, verb, whose)[1] for whose in rows)
    before = entries.count()

    def open_them(**stated):
        everything = Mandate.objects.all()
        return access.open_records(
            acting, kind, everything, verb=verb, pseudonym=lambda row: str(row.user_id), **stated
        )

    if not may_see:
        with pytest.raises(access.Refused):
            open_them()
        assert entries.count() == before
        return
    if reasoned:
        for no_reason in ({}, {"purpose": "guidance"}, {"purpose": "because"}):
            with pytest.raises(access.ReasonNeeded):
                open_them(**no_reason)
        assert entries.count() == before
    elif acting.role not in purposes.STANDING_PURPOSE:
        return  # what is public to everybody is no client record, and has no standing purpose
    found = open_them(purpose=REASON[role]) if reasoned else open_them()
    assert set(found) == {rows[whose] for whose in may_see}
    entry = entries.last()
    assert entries.count() == before + 1
    # A participant who acts is named by reference only.
    named = None if role == "participant" else acting.user
    assert (entry.user, entry.role, entry.organisation) == (named, acting.role, acting.organisation)
    assert bool(entry.acting) == (role == "participant")
    assert (entry.verb, entry.record, entry.refused) == (verb, kind, False)
    assert entry.emergency == (CELLS[role, PARTS.get(kind, kind)] == "break-glass L")
    assert entry.purpose
    assert set(entry.persons.values_list("reference", flat=True)) == set(
        references_of(str(row.user_id) for row in found).values()
    )


def test_nobody_who_makes_policy_buys_grants_or_governs_has_a_path_to_a_client_record(actor, toy_rules):
    for role in ("policy_officer", "buyer", "grant_officer", "board_member"):
        acting = actor(role)
        for kind in ("identity", "contact", "needs", "journey", "follow_up", "own_voice", "consent", "facts"):
            for verb in ("read", "search", "print", "export", "write"):
                assert not access.may(acting, verb, kind, acting.mandate)
                assert not access.may(acting, verb, kind)


def test_every_role_that_opens_client_records_has_a_purpose_to_state():
    for kind in ("identity", "contact", "needs", "journey", "follow_up", "own_voice", "consent", "facts"):
        for role, cells_of_role in MATRIX.get(kind, {}).items():
            if any("read" in cell.verbs and cell.reasoned for cell in cells_of_role):
                assert purposes.REASONS[role]
            elif any("read" in cell.verbs for cell in cells_of_role):
                assert purposes.STANDING_PURPOSE[role]
