"""What room `monitor` holds, for the register of processing: figures, and sealed the facts they were counted from."""

from django.utils.translation import gettext_lazy as _

from momentum.accounts.holding import Data, Files, Held
from momentum.accounts.policy import Record

HELD = (
    Held(
        "Edition",
        "counting",
        keep="editions",
        record=Record.EDITION,
        fields={
            Data.FIGURE: "slug title_nl title_en period_from period_to freeze left_out public_reason_nl public_reason_en",
            Data.ACTING: "built_by created_at published_at",
            Data.TECHNICAL: "id state facts_hash content_hash settings supersedes facts_expired_on version",
        },
    ),
    Held(
        "EditionEvent",
        "counting",
        keep="editions",
        record=Record.EDITION_APPROVAL,
        fields={
            Data.ACTING: "at user user_name verb remark",
            Data.TECHNICAL: "id edition content_hash",
        },
    ),
    Held(
        "Pin",
        "counting",
        keep="editions",
        record=Record.EDITION_APPROVAL,
        fields={Data.FIGURE: "table cell", Data.ACTING: "user", Data.TECHNICAL: "id edition"},
    ),
    Held(
        "Override",
        "counting",
        keep="editions",
        record=Record.EDITION_APPROVAL,
        fields={Data.FIGURE: "table cell", Data.ACTING: "user reason", Data.TECHNICAL: "id edition"},
    ),
    Held(
        "Comparison",
        "counting",
        keep="editions",
        record=Record.EDITION_APPROVAL,
        fields={
            Data.ACTING: "user created_at",
            Data.TECHNICAL: "id edition first second state step done total attempts beat error",
        },
    ),
    Held(
        "BuildProgress",
        "counting",
        keep="editions",
        record=Record.EDITION_APPROVAL,
        fields={Data.TECHNICAL: "id edition step done total attempts beat error"},
    ),
    Held(
        "TableRequest",
        "requests",
        keep="table_requests",
        record=Record.TABLE_REQUEST,
        fields={
            Data.FIGURE: "edition indicator by period_from period_to question reason",
            Data.ACTING: "why asker asker_role asked_at analyst released_at closed_at",
            Data.TECHNICAL: (
                "id due reminded_on told_late_on state attempts beat error content_hash slug answered_with version"
            ),
        },
    ),
    Held(
        "TableEvent",
        "requests",
        keep="editions",
        record=Record.TABLE_ANSWER,
        fields={
            Data.ACTING: "at user user_name verb remark",
            Data.TECHNICAL: "id request content_hash",
        },
    ),
    Held(
        "ApprovalToken",
        "accounts",
        keep="letters",
        fields={Data.SECRET: "digest", Data.ACTING: "user created_at", Data.TECHNICAL: "id expires_at"},
    ),
)

FILES = (
    Files(
        _("published figures, charts and reports"),
        "editions/…/public/",
        "counting",
        keep="editions",
        data=(Data.FIGURE,),
        protected=_("protected against recognising anybody, checked, approved by a second analyst"),
        record=Record.EDITION,
    ),
    Files(
        _("counts before protection, with what is withheld and why"),
        "editions/…/internal/",
        "counting",
        keep="editions",
        data=(Data.FIGURE,),
        protected=_("readable by the program's own account only, shown to analysts only"),
        record=Record.EDITION_APPROVAL,
    ),
    Files(
        _("tables that were asked for"),
        "editions/answers/…/public/",
        "counting",
        keep="editions",
        data=(Data.FIGURE,),
        protected=_("protected against everything released before, checked by a second analyst"),
        record=Record.EDITION,
    ),
    Files(
        _("counts of tables that were asked for, before protection"),
        "editions/answers/…/internal/",
        "counting",
        keep="editions",
        data=(Data.FIGURE,),
        protected=_("readable by the program's own account only, shown to analysts only"),
        record=Record.TABLE_ANSWER,
    ),
    Files(
        _("sealed facts behind an edition"),
        "editions/…/facts/",
        "counting",
        keep="edition_facts",
        data=(Data.JOURNEY,),
        protected=_("without names, under a pseudonym and a key of that edition only; the key is destroyed"),
        record=Record.FACTS,
    ),
    Files(
        _("sealed facts behind an edition that was not published"),
        "editions/…/facts/",
        "counting",
        keep="draft_facts",
        data=(Data.JOURNEY,),
        protected=_("without names, under a pseudonym and a key of that edition only; the key is destroyed"),
        record=Record.FACTS,
    ),
)
