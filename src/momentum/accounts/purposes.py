"""What client records are opened for, as data: every entry of the access log carries one of these."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Role


class Purpose(models.TextChoices):
    """What a client record is opened for. The first part is what a role always opens for; the rest is chosen."""

    OWN = "own", _("to see their own record")
    STAFF = "staff", _("to know who works at the organisation")
    GUIDANCE = "guidance", _("to guide this person at work")
    CASE = "case", _("to manage this person's case")
    FOLLOW_UP = "follow_up", _("to ask how this person is doing")
    ADMINISTRATION = "administration", _("to look after people and roles")
    OVERSIGHT = "oversight", _("to oversee who looked at what")
    IMPORT = "import", _("to take over records from a file")
    NONE = "none", _("no purpose: refused")
    MATCH = "match", _("to find a match")
    BUILD_EDITION = "build_edition", _("to count the figures of an edition")
    CHECK_NUMBER = "check_number", _("to check a number before it is published")
    EXPLAIN_CHANGE = "explain_change", _("to explain a change in a number")
    ANSWER_QUESTION = "answer_question", _("to answer a question about a number")
    REQUEST = "request", _("to answer the person's own request")
    COMPLAINT = "complaint", _("to handle a complaint")
    INCIDENT = "incident", _("to investigate an incident")
    AUDIT = "audit", _("to audit the use of records")
    RESTORE = "restore", _("to restore damaged records")


STANDING_PURPOSE: dict[Role, Purpose] = {
    Role.PARTICIPANT: Purpose.OWN,
    Role.ENTERPRISE_MANAGER: Purpose.STAFF,
    Role.WORK_COACH: Purpose.GUIDANCE,
    Role.CASE_MANAGER: Purpose.CASE,
    Role.JOURNEY_KEEPER: Purpose.FOLLOW_UP,
    Role.PRIVACY_OFFICER: Purpose.OVERSIGHT,
    Role.OPERATOR: Purpose.ADMINISTRATION,
}

REASONS: dict[Role, tuple[Purpose, ...]] = {
    Role.BROKER: (Purpose.MATCH,),
    Role.ANALYST: (
        Purpose.CHECK_NUMBER,
        Purpose.EXPLAIN_CHANGE,
        Purpose.ANSWER_QUESTION,
        Purpose.BUILD_EDITION,
    ),
    Role.PRIVACY_OFFICER: (Purpose.REQUEST, Purpose.COMPLAINT, Purpose.INCIDENT, Purpose.AUDIT),
    Role.OPERATOR: (Purpose.RESTORE, Purpose.INCIDENT),
}

# The ground on which a purpose rests, unless a room knows the ground recorded for the person itself. The codes
# are those of the grounds that a participant reads: a task in law, an agreement, or consent.
STANDING_GROUND: dict[Purpose, str] = {
    **dict.fromkeys(Purpose, "law"),
    Purpose.GUIDANCE: "contract",
    Purpose.STAFF: "contract",
    Purpose.FOLLOW_UP: "consent",
    Purpose.MATCH: "consent",
    Purpose.NONE: "",
}
