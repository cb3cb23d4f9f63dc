"""The tables about people, their way to a journey, and whose own a journey is: for the wall in PostgreSQL.

The rules below say in SQL what `queries.scope` says for queries; tests put every role before both and compare. The
wall may be a little wider where a row is read for an effect and never shown, and says so here.
"""

# SQL is made here from names in the program, never from what somebody typed.
# ruff: noqa: S608

from momentum.accounts.models import (
    FactorReset,
    Invitation,
    KnownDevice,
    LogQuestion,
    Mandate,
    OutgoingMail,
    Session,
    User,
)
from momentum.accounts.policy import Record, Role
from momentum.accounts.row_security import register, register_own, register_task
from momentum.accounts.row_security.registry import EVERYTHING, READING
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    Identity,
    ImportBatch,
    ImportedSpell,
    Journey,
    Membership,
    Opening,
    PurposeGround,
    Referral,
    RememberedMapping,
    RightsRequest,
    SourceReference,
    Spell,
    SpellHours,
)

ACCOUNT = (User, Mandate, Session, Invitation, KnownDevice, FactorReset, OutgoingMail, LogQuestion)
"""What is held because a participant signs in."""

IMPORT = Record.IMPORT.value
REFERRED = "referred"
"""Whom an organisation was proposed: the journey's own row (and nothing on it) opens with the referral."""

RUNS = "{0}.starts <= day AND ({0}.ends IS NULL OR {0}.ends > day)"
OF_ORGANISATION = (
    "SELECT s.journey_id FROM public.journeys_spell s WHERE s.organisation_id = me_organisation "
    "AND (s.ends IS NULL OR s.ends >= day - 91) UNION "
    "SELECT r.journey_id FROM public.journeys_referral r WHERE r.to_organisation_id = me_organisation "
    "AND r.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM public.journeys_spell b "
    "WHERE b.organisation_id = me_organisation AND b.journey_id = r.journey_id AND (b.recorded_at >= r.decided_at "
    "OR b.ends IS NULL OR b.ends > (r.decided_at AT TIME ZONE (SELECT d.zone FROM wall.day d))::date))"
)
MAY_BE_ASKED = (
    "EXISTS (SELECT 1 FROM public.journeys_purposeground g WHERE g.journey_id = s.journey_id "
    "AND g.purpose = 'follow_up' AND g.withdrawn_on IS NULL AND g.ground <> 'to_be_confirmed' "
    f"AND {RUNS.format('g')})"
)
TO_BE_ASKED = (
    "SELECT s.journey_id FROM public.journeys_followup f JOIN public.journeys_spell s ON s.id = f.spell_id "
    f"WHERE f.asked_on IS NULL AND f.withdrawn_on IS NULL AND f.due <= day + 14 AND {MAY_BE_ASKED} EXCEPT "
    "SELECT a.journey_id FROM public.journeys_assignment a WHERE a.role = 'case_manager' "
    f"AND {RUNS.format('a')} AND EXISTS (SELECT 1 FROM public.accounts_mandate m WHERE m.user_id = a.user_id "
    f"AND m.organisation_id = a.organisation_id AND m.role = a.role AND {RUNS.format('m')})"
)


def _living(journeys: str) -> str:
    # As an array, so that they are looked up by their keys: joined, every journey is read to find a few.
    return (
        "SELECT j.id FROM public.journeys_journey j WHERE j.merged_into_id IS NULL AND j.died IS NULL "
        f"AND j.restricted_on IS NULL AND j.id = ANY (ARRAY({journeys}))"
    )


OWN = {
    Role.PARTICIPANT: "SELECT j.id FROM public.journeys_journey j WHERE j.merged_into_id IS NULL AND j.died IS NULL "
    "AND j.pseudonym IN (SELECT i.pseudonym FROM public.journeys_identity i WHERE i.user_id = me_user)",
    Role.ENTERPRISE_MANAGER: _living(OF_ORGANISATION),
    Role.WORK_COACH: _living(OF_ORGANISATION),
    Role.CASE_MANAGER: "SELECT j.id FROM public.journeys_journey j WHERE j.merged_into_id IS NULL "
    "AND j.restricted_on IS NULL AND j.id = ANY (ARRAY(SELECT a.journey_id FROM public.journeys_assignment a "
    "WHERE a.user_id = me_user AND a.organisation_id = me_organisation AND a.role = me_role "
    f"AND {RUNS.format('a')}))",
    Role.JOURNEY_KEEPER: _living(TO_BE_ASKED),
}

OWN_IMPORT = (
    "organisation_id = {organisation} AND {role} IN ('work_coach', 'enterprise_manager', 'case_manager')"
)
# As a set, so that it is made once a statement and not once a row.
OWN_BATCH = "batch_id IN (SELECT b.id FROM journeys_importbatch b)"


def register_wall() -> None:
    for role, sql in OWN.items():
        register_own(role, sql)
    _people()
    _what_hangs_on_a_journey()
    _openings()
    _imports()
    _tasks()


def _people() -> None:
    register(
        Identity,
        "pseudonym",
        read=(Record.IDENTITY, Record.CONTACT, IMPORT),
        write=(Record.IDENTITY, IMPORT),
        # Who enters has no journey yet. A participant enters only themselves.
        besides={
            "INSERT": "(SELECT wall.may_write(ARRAY['identity']) OR wall.task() = 'import') "
            "AND (user_id IS NULL OR {role} <> 'participant' OR user_id = {me})"
        },
    )
    register(
        Journey,
        "pk",
        read=(
            Record.JOURNEY,
            Record.NEEDS,
            Record.FOLLOW_UP,
            Record.OWN_VOICE,
            Record.CONSENT,
            Record.FACTS,
            REFERRED,
            IMPORT,
        ),
        write=(Record.JOURNEY, Record.NEEDS, Record.IDENTITY, IMPORT),
        besides={"INSERT": "(SELECT wall.may_write(ARRAY['identity']) OR wall.task() = 'import')"},
    )


def _what_hangs_on_a_journey() -> None:
    facts = (Record.JOURNEY, Record.FACTS)
    # That somebody came after a referral and left again is why it opens nothing any more: a stay unseen would reopen it.
    used_up = (
        "{role} = 'work_coach' AND organisation_id = {organisation} "
        f"AND journey_id IN (SELECT wall.journeys(ARRAY['{REFERRED}'], 'read'))"
    )
    register(
        Spell,
        "journey",
        read=(*facts, Record.FOLLOW_UP, IMPORT),
        write=(Record.JOURNEY, IMPORT),
        besides={"SELECT": used_up},
    )
    register(SpellHours, "spell__journey", read=(*facts, IMPORT), write=(Record.JOURNEY, IMPORT))
    register(
        Membership,
        "journey",
        read=(*facts, IMPORT),
        write=(Record.JOURNEY, IMPORT),
    )
    register(Assessment, "journey", read=(*facts, IMPORT), write=(Record.JOURNEY, Record.OWN_VOICE))
    # Whether somebody may be asked or counted follows from these rows for who may not read them: pages show the
    # effect only.
    register(
        PurposeGround,
        "journey",
        read=(Record.CONSENT, Record.FACTS, Record.JOURNEY, Record.FOLLOW_UP, IMPORT),
        write=(Record.CONSENT, Record.JOURNEY, IMPORT),
    )
    register(FollowUp, "spell__journey", read=(Record.FOLLOW_UP, Record.JOURNEY, IMPORT),
             write=(Record.FOLLOW_UP, Record.JOURNEY, Record.CONSENT, IMPORT))  # fmt: skip
    register(Assignment, "journey", read=(Record.JOURNEY, IMPORT))
    themselves = (Record.JOURNEY, Record.CONSENT)
    register(CorrectionRequest, "journey", read=(Record.JOURNEY, IMPORT), write=themselves)
    # Who answers an error, or hears an objection, stops the clock of the request.
    asking = (Record.RIGHTS, *themselves)
    register(RightsRequest, "journey", read=asking, write=asking)
    here = (
        "to_organisation_id = {organisation} AND {role} = 'work_coach' "
        f"AND journey_id IN (SELECT wall.journeys(ARRAY['{REFERRED}'], 'read'))"
    )
    register(
        Referral,
        "journey",
        read=(Record.JOURNEY, IMPORT),
        write=themselves,
        besides={"SELECT": here, "UPDATE": here},
    )


def _openings() -> None:
    # Only within a task of the system: nobody reads them by a path of their own.
    register(Opening, "journey", read=(), write=())


def _imports() -> None:
    own = dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), OWN_IMPORT)
    register(ImportBatch, "", read=(), write=(), besides=own)
    register(RememberedMapping, "", read=(), write=(), besides=own)
    register(
        ImportedSpell,
        "",
        read=(),
        write=(),
        besides=dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), OWN_BATCH),
    )
    # Whose references they are is an organisation's own; a merge moves them all to the record that is kept.
    register(SourceReference, "journey", read=(Record.JOURNEY,), write=(Record.JOURNEY,), besides=own)


def _tasks() -> None:
    # Within `as_system("import")` an organisation reaches the people whom its own files named, and no table whole.
    register_task("import", {})
    counted = {each: READING for each in (Journey, Membership, Spell, SpellHours, Assessment, PurposeGround)}
    # How many seats are taken is public only as room or full, and counted for everybody alike.
    register_task("seats", {Spell: READING})
    register_task("files", {ImportBatch: EVERYTHING, ImportedSpell: READING})
    register_task("freeze", counted, roles=(Role.ANALYST,))
    register_task("behind", {Journey: READING}, roles=(Role.ANALYST,))
    everything = {
        each: EVERYTHING
        for each in (
            Identity, Journey, Spell, SpellHours, Membership, Assessment, PurposeGround, FollowUp, Assignment,
            CorrectionRequest, Referral, ImportBatch, ImportedSpell, SourceReference, RightsRequest, Opening,
        )
    }  # fmt: skip
    register_task("daily", everything, history=True)
    # A person's own copy: what is theirs, and the names of others, which are taken out of it.
    reading = {each: READING for each in (*everything, *ACCOUNT)}
    register_task("own_copy", reading, roles=(Role.PARTICIPANT, Role.PRIVACY_OFFICER), history=True)
    register_task("erasing", everything | dict.fromkeys(ACCOUNT, EVERYTHING), history=True)
    # That a record is only kept is told to who would work with it, and no more of it.
    told = {each: READING for each in (Journey, Spell, Referral, Assignment)}
    register_task("restricted", told, roles=(Role.WORK_COACH, Role.CASE_MANAGER))
    sealed = (
        Identity, PurposeGround, FollowUp, CorrectionRequest, Referral, RightsRequest, SourceReference, Opening,
    )  # fmt: skip
    register_task("key rotation", {each: READING | {"UPDATE"} for each in sealed}, history=True)
    # The record behind a request, opened for a reason; and what follows from the answer: a use that stops, a record
    # that is only kept.
    opened = {each: READING for each in everything if each not in (ImportBatch, ImportedSpell)}
    changed = {each: READING | {"UPDATE"} for each in (Journey, PurposeGround, FollowUp, RightsRequest)}
    register_task("answering", opened | changed, roles=(Role.PRIVACY_OFFICER,), history=True)
    # A record opened for a reason, while it is open; what was opened, and what was found of it, stays written down.
    register_task(
        "opened",
        {each: READING for each in opened if each is not Opening} | {Opening: READING | {"INSERT", "UPDATE"}},
        roles=(Role.PRIVACY_OFFICER, Role.OPERATOR),
        history=True,
    )
