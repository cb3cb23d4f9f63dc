"""What room `journeys` holds, for the register of processing: who somebody is, and apart from it what becomes of them."""

from django.utils.translation import gettext_lazy as _

from momentum.accounts.holding import Data, Files, Held
from momentum.accounts.policy import Record


def _of_a_journey(
    model: str,
    journey: str,
    *,
    acting: str = "",
    words: str = "",
    technical: str = "id",
    record: str = Record.JOURNEY,
) -> Held:
    return Held(
        model,
        "guidance",
        keep="journeys",
        record=record,
        fields={
            Data.JOURNEY: journey,
            Data.WORDS: words,
            Data.ACTING: acting,
            Data.TECHNICAL: technical,
        },
    )


HELD = (
    Held(
        "Identity",
        "guidance",
        keep="journeys",
        record=Record.IDENTITY,
        fields={
            Data.IDENTIFYING: "first_name last_name birth_date pseudonym user",
            Data.CONTACT: "email phone",
            Data.TECHNICAL: "id version",
        },
    ),
    Held(
        "Journey",
        "guidance",
        keep="journeys",
        record=Record.JOURNEY,
        fields={
            Data.IDENTIFYING: "pseudonym birth_year",
            Data.NEEDS: "needs",
            Data.JOURNEY: "district opened died restricted_on merged_into",
            Data.TECHNICAL: "id version",
        },
    ),
    Held(
        "SourceReference",
        "guidance",
        keep="journeys",
        record=Record.IMPORT,
        fields={Data.IDENTIFYING: "journey organisation reference digest", Data.TECHNICAL: "id"},
    ),
    _of_a_journey("Membership", "journey target_group starts ends"),
    _of_a_journey(
        "Assessment",
        "journey instrument date value organisation",
        words="answers",
        acting="recorded_by",
    ),
    _of_a_journey("Assignment", "journey organisation role starts ends", acting="user covers_for"),
    Held(
        "EndReason",
        "guidance",
        keep="system",
        fields={Data.TECHNICAL: "code name_nl name_en position"},
    ),
    _of_a_journey(
        "Spell",
        "journey organisation place kind starts ends end_reason",
        acting="recorded_at",
        technical="id version",
    ),
    _of_a_journey("SpellHours", "spell starts ends hours_per_week"),
    Held(
        "CorrectionRequest",
        "rights",
        keep="journeys",
        record=Record.RIGHTS,
        fields={
            Data.JOURNEY: "journey about spell state",
            Data.WORDS: "text answer",
            Data.ACTING: "asked_at answered_at answered_by",
            Data.TECHNICAL: "id",
        },
    ),
    _of_a_journey(
        "FollowUp",
        "spell weeks due asked_on outcome withdrawn_on",
        words="remark",
        acting="asked_by",
        record=Record.FOLLOW_UP,
    ),
    _of_a_journey(
        "PurposeGround",
        "journey purpose ground starts ends withdrawn_on",
        words="explanation",
        acting="recorded_by",
        record=Record.CONSENT,
    ),
    _of_a_journey(
        "Referral",
        "journey from_organisation to_organisation place state",
        words="wish answer",
        acting="referred_by sent_at decided_at decided_by",
        technical="id version",
    ),
    Held(
        "RightsRequest",
        "rights",
        keep="journeys",
        record=Record.RIGHTS,
        fields={
            Data.JOURNEY: "journey right purpose correction due prolonged_on state planned_for expires",
            Data.WORDS: "text prolonged_because answer",
            Data.ACTING: "asked_at taken_down_by answered_at answered_by",
            Data.TECHNICAL: "id version",
        },
    ),
    Held(
        "Opening",
        "rights",
        keep="journeys",
        record=Record.ACCESS_LOG,
        fields={
            Data.JOURNEY: "journey",
            Data.WORDS: "explanation remark",
            Data.ACTING: "user user_name organisation role purpose emergency opened_at until verdict reviewed_at reviewed_by",
            Data.TECHNICAL: "id",
        },
    ),
    Held(
        "ImportBatch",
        "guidance",
        keep="imports",
        record=Record.IMPORT,
        fields={
            Data.ACTING: "organisation user uploaded_at applied_at",
            Data.TECHNICAL: "id file_name file sha256 mapping state receipt",
        },
    ),
    Held(
        "ImportedSpell",
        "guidance",
        keep="imports",
        record=Record.IMPORT,
        fields={Data.JOURNEY: "spell new_person", Data.TECHNICAL: "id batch row version"},
    ),
    Held(
        "RememberedMapping",
        "guidance",
        keep="imports",
        record=Record.IMPORT,
        fields={
            Data.ORGANISATION: "organisation columns mapping",
            Data.ACTING: "used_at",
            Data.TECHNICAL: "id",
        },
    ),
)

FILES = (
    Files(
        _("files with stays that were offered"),
        "files/imports/",
        "guidance",
        keep="uploads",
        data=(Data.IDENTIFYING, Data.JOURNEY),
        protected=_("thrown away once taken in; never served; read by a process of its own with limits"),
        record=Record.IMPORT,
    ),
)
