"""Who may see and do what, as data: the one statement of it in the program.

`VISITOR_CELLS` is what everybody has, signed in or not: somebody who signs in does not lose what is public.
`MATRIX[record][role]` holds what a role has besides; a record and a role that are not paired there add nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    ENTERPRISE_MANAGER = "enterprise_manager", _("enterprise manager")
    WORK_COACH = "work_coach", _("work coach")
    CASE_MANAGER = "case_manager", _("case manager")
    JOURNEY_KEEPER = "journey_keeper", _("journey keeper")
    POLICY_OFFICER = "policy_officer", _("policy officer")
    BUYER = "buyer", _("buyer")
    RESEARCHER = "researcher", _("researcher")
    BROKER = "broker", _("broker")
    ANALYST = "analyst", _("analyst")
    GRANT_OFFICER = "grant_officer", _("grant officer")
    BOARD_MEMBER = "board_member", _("board member")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    OPERATOR = "operator", _("operator")


class Record(models.TextChoices):
    REGISTRY = "registry", _("public registry")
    ORGANISATION = "organisation", _("confidential record of an organisation")
    IDENTITY = "identity", _("identity and contact")
    CONTACT = "contact", _("contact details")
    NEEDS = "needs", _("functional needs")
    JOURNEY = "journey", _("journey")
    FOLLOW_UP = "follow_up", _("follow-up")
    OWN_VOICE = "own_voice", _("own voice")
    CONSENT = "consent", _("consent and ground")
    RIGHTS = "rights", _("request about one's own record")
    FACTS = "facts", _("pseudonymous facts")
    IMPORT = "import", _("import")
    EDITION = "edition", _("edition")
    EDITION_APPROVAL = "edition_approval", _("approval of an edition")
    TABLE_REQUEST = "table_request", _("request for a table")
    TABLE_ANSWER = "table_answer", _("answer to a request for a table")
    TABLE_CHECK = "table_check", _("check of an answer")
    REQUIREMENT = "requirement", _("requirement on enterprises")
    REQUIREMENT_REPORT = "requirement_report", _("report of a requirement")
    IDENTITY_PROFILE = "identity_profile", _("identity profile of an enterprise")
    IDENTITY_ROUND = "identity_round", _("round of identity profiles")
    IDENTITY_STATEMENT = "identity_statement", _("identity statement")
    IDENTITY_APPROVAL = "identity_approval", _("approval of an identity statement")
    ACCOUNTS = "accounts", _("people and roles")
    ACCESS_LOG = "access_log", _("access log")
    RETENTION = "retention", _("what was removed after its term")


class Verb(models.TextChoices):
    READ = "read", _("read")
    SEARCH = "search", _("searched")
    PRINT = "print", _("printed")
    EXPORT = "export", _("exported")
    WRITE = "write", _("changed")
    COUNT = "count", _("counted")


# A part of a record may be open to a role to whom the whole is closed; who has the whole has its parts.
PART_OF = {
    Record.CONTACT: Record.IDENTITY,
    Record.FOLLOW_UP: Record.JOURNEY,
    Record.OWN_VOICE: Record.JOURNEY,
}

READING = frozenset({Verb.READ, Verb.SEARCH, Verb.PRINT, Verb.EXPORT})
WRITING = frozenset({Verb.WRITE})
COUNTING = frozenset({Verb.COUNT})


class Scope(StrEnum):
    ALL = "all"
    OWN = "own"  # own or assigned: the relation that a room registers decides


@dataclass(frozen=True)
class Cell:
    """What a role may do on a kind of record.

    `reasoned`: every opening needs a reason chosen from the role's list. `emergency`: breaking the glass.
    Protected aggregates only (A) is the verb `count`, and nothing else.
    """

    verbs: frozenset[Verb]
    scope: Scope = Scope.ALL
    reasoned: bool = False
    emergency: bool = False


READ = Cell(READING | COUNTING)
READ_OWN = Cell(READING | COUNTING, Scope.OWN)
WRITE = Cell(WRITING)
WRITE_OWN = Cell(WRITING, Scope.OWN)
AGGREGATES = Cell(COUNTING)
AGGREGATES_OWN = Cell(COUNTING, Scope.OWN)
REASONED = Cell(READING | COUNTING, reasoned=True)
REASONED_OWN = Cell(READING | COUNTING, Scope.OWN, reasoned=True)
BREAK_GLASS = Cell(READING | COUNTING, reasoned=True, emergency=True)

VISITOR_CELLS: dict[Record, tuple[Cell, ...]] = {
    Record.REGISTRY: (READ,),
    Record.JOURNEY: (AGGREGATES,),
    Record.EDITION: (READ,),
    Record.REQUIREMENT: (AGGREGATES,),
    Record.IDENTITY_PROFILE: (AGGREGATES,),
    Record.IDENTITY_STATEMENT: (READ,),
}

MATRIX: dict[Record, dict[Role, tuple[Cell, ...]]] = {
    Record.REGISTRY: {Role.ENTERPRISE_MANAGER: (WRITE_OWN,), Role.BROKER: (WRITE,)},
    Record.ORGANISATION: {
        Role.ENTERPRISE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.BROKER: (REASONED,),
        Role.PRIVACY_OFFICER: (REASONED,),
    },
    Record.IDENTITY: {
        Role.PARTICIPANT: (READ_OWN, WRITE_OWN),
        Role.ENTERPRISE_MANAGER: (READ_OWN,),
        Role.WORK_COACH: (READ_OWN,),
        Role.CASE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.BROKER: (REASONED_OWN,),
        Role.PRIVACY_OFFICER: (REASONED,),
        Role.OPERATOR: (BREAK_GLASS,),
    },
    Record.CONTACT: {Role.JOURNEY_KEEPER: (READ_OWN,)},
    Record.NEEDS: {
        Role.PARTICIPANT: (READ_OWN, WRITE_OWN),
        Role.WORK_COACH: (READ_OWN,),
        Role.CASE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.BROKER: (REASONED_OWN,),
        Role.PRIVACY_OFFICER: (REASONED,),
        Role.OPERATOR: (BREAK_GLASS,),
    },
    Record.JOURNEY: {
        Role.PARTICIPANT: (READ_OWN,),
        Role.ENTERPRISE_MANAGER: (AGGREGATES_OWN,),
        Role.WORK_COACH: (READ_OWN, WRITE_OWN),
        Role.CASE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.PRIVACY_OFFICER: (REASONED,),
        Role.OPERATOR: (BREAK_GLASS,),
    },
    Record.FOLLOW_UP: {Role.JOURNEY_KEEPER: (READ_OWN, WRITE_OWN)},
    Record.OWN_VOICE: {Role.PARTICIPANT: (WRITE_OWN,)},
    Record.CONSENT: {Role.PARTICIPANT: (READ_OWN, WRITE_OWN), Role.CASE_MANAGER: (READ_OWN,)},
    Record.RIGHTS: {
        Role.PARTICIPANT: (READ_OWN, WRITE_OWN),
        Role.CASE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.PRIVACY_OFFICER: (READ, WRITE),
    },
    Record.FACTS: {Role.ANALYST: (REASONED,), Role.PRIVACY_OFFICER: (REASONED,)},
    Record.IMPORT: {
        Role.ENTERPRISE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.WORK_COACH: (READ_OWN, WRITE_OWN),
        Role.CASE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.ANALYST: (READ, WRITE),
    },
    Record.EDITION: {Role.ANALYST: (WRITE,)},
    Record.EDITION_APPROVAL: {Role.ANALYST: (READ, WRITE_OWN)},
    # Anybody signed in asks; who asked and why is nobody else's, but for the reason that the analysts weigh.
    Record.TABLE_REQUEST: dict.fromkeys(Role, (READ_OWN, WRITE_OWN)),
    Record.TABLE_ANSWER: {Role.ANALYST: (READ, WRITE)},
    Record.TABLE_CHECK: {Role.ANALYST: (WRITE_OWN,)},
    # Anybody in an enterprise reports what is demanded of it. Who did is for nobody outside it but the broker.
    Record.REQUIREMENT: {
        Role.ENTERPRISE_MANAGER: (READ, WRITE_OWN),
        Role.WORK_COACH: (READ, WRITE_OWN),
        Role.BROKER: (READ, WRITE),
        Role.ANALYST: (READ,),
    },
    Record.REQUIREMENT_REPORT: {
        Role.ENTERPRISE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.WORK_COACH: (READ_OWN, WRITE_OWN),
        Role.BROKER: (READ,),
    },
    Record.IDENTITY_PROFILE: {Role.ENTERPRISE_MANAGER: (READ_OWN, WRITE_OWN), Role.ANALYST: (REASONED,)},
    Record.IDENTITY_ROUND: {Role.ANALYST: (READ, WRITE)},
    Record.IDENTITY_STATEMENT: {Role.ANALYST: (WRITE,)},
    Record.IDENTITY_APPROVAL: {Role.ANALYST: (READ, WRITE_OWN), Role.BOARD_MEMBER: (READ, WRITE_OWN)},
    Record.ACCOUNTS: {
        Role.ENTERPRISE_MANAGER: (READ_OWN, WRITE_OWN),
        Role.PRIVACY_OFFICER: (READ,),
        Role.OPERATOR: (READ, WRITE),
    },
    Record.ACCESS_LOG: {Role.PARTICIPANT: (READ_OWN,), Role.PRIVACY_OFFICER: (READ,)},
    Record.RETENTION: {Role.PRIVACY_OFFICER: (READ,), Role.OPERATOR: (READ,)},
}

NEVER_TOGETHER: frozenset[frozenset[Role]] = frozenset(
    frozenset({Role.CASE_MANAGER, other})
    for other in (Role.POLICY_OFFICER, Role.BUYER, Role.GRANT_OFFICER, Role.BOARD_MEMBER)
)


# The roles that people of an organisation of this kind can hold. A participant acts for no organisation.
ROLES_OF_KIND: dict[str, tuple[Role, ...]] = {
    "social_enterprise": (Role.ENTERPRISE_MANAGER, Role.WORK_COACH),
    "authority": (Role.CASE_MANAGER, Role.POLICY_OFFICER, Role.BUYER, Role.GRANT_OFFICER),
    "care_provider": (Role.CASE_MANAGER,),
    "buyer": (Role.BUYER,),
    "employer": (Role.BUYER,),
    "research": (Role.RESEARCHER,),
    "platform": (
        Role.BROKER,
        Role.ANALYST,
        Role.JOURNEY_KEEPER,
        Role.BOARD_MEMBER,
        Role.PRIVACY_OFFICER,
        Role.OPERATOR,
    ),
}


def cells(role: str | None, record: str) -> tuple[Cell, ...]:
    """What `role` (None: a visitor) has on `record`, its own cells and those of the whole it is part of."""
    kind = Record(record)
    kinds = [kind, PART_OF[kind]] if kind in PART_OF else [kind]
    found = [cell for each in kinds for cell in VISITOR_CELLS.get(each, ())]
    if role is not None:
        found += [cell for each in kinds for cell in MATRIX.get(each, {}).get(Role(role), ())]
    return tuple(found)


def cell_for(role: str | None, verb: str, record: str) -> Cell | None:
    """The widest cell that lets `role` do `verb` on `record`, with the least asked for it; None where it may not."""
    allowing = [cell for cell in cells(role, record) if Verb(verb) in cell.verbs]
    return min(allowing, key=lambda cell: (cell.scope == Scope.OWN, cell.reasoned), default=None)


CLIENT_RECORDS: tuple[Record, ...] = (
    Record.IDENTITY,
    Record.CONTACT,
    Record.NEEDS,
    Record.JOURNEY,
    Record.FOLLOW_UP,
    Record.OWN_VOICE,
    Record.CONSENT,
    Record.RIGHTS,
    Record.FACTS,
    Record.IMPORT,
)
"""The kinds of record that tell of one person, by name or by pseudonym."""


def opens(role: str | None, record: str) -> bool:
    """Whether `role` can open or change some record of this kind: protected aggregates are no path to it."""
    return any(cell.verbs - COUNTING for cell in cells(role, record))


def outside() -> tuple[Role, ...]:
    """The roles without any path to a client record."""
    return tuple(role for role in Role if not any(opens(role, record) for record in CLIENT_RECORDS))
