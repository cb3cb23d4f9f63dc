"""What room `identity` holds, for the register of processing: what enterprises say of themselves; nobody's record."""

from momentum.accounts.holding import Data, Held
from momentum.accounts.policy import Record


def _held(
    model: str,
    record: str,
    fields: str,
    *,
    acting: str = "",
    words: str = "",
    technical: str = "id",
    keep: str = "registry",
) -> Held:
    return Held(
        model,
        "identity",
        keep=keep,
        record=record,
        fields={
            Data.ORGANISATION: fields,
            Data.ACTING: acting,
            Data.WORDS: words,
            Data.TECHNICAL: technical,
        },
    )


HELD = (
    _held("Round", Record.IDENTITY_ROUND, "year instrument opens closes"),
    _held(
        "Response",
        Record.IDENTITY_PROFILE,
        "round organisation state may_be_shown imported_from",
        acting="invited_at reminded_at confirmed_by confirmed_at",
        technical="id version",
    ),
    _held(
        "Answer",
        Record.IDENTITY_PROFILE,
        "response item value from_registry",
        words="evidence",
        acting="answered_by answered_at",
    ),
    _held("Wording", Record.IDENTITY_PROFILE, "organisation year kind language words"),
    _held(
        "Pole",
        Record.IDENTITY_ROUND,
        "code name_nl name_en values spread set_by set_on",
        technical="position",
    ),
    _held("PoleText", Record.IDENTITY_ROUND, "pole title source language words"),
    _held(
        "Statement",
        Record.IDENTITY_STATEMENT,
        "year state content remark_nl remark_en public_reason_nl public_reason_en",
        acting="published_at",
        technical="id content_hash version",
        keep="editions",
    ),
    _held("StatementFile", Record.IDENTITY_STATEMENT, "statement language pdf", keep="editions"),
    _held(
        "StatementEvent",
        Record.IDENTITY_APPROVAL,
        "statement verb",
        acting="user user_name role at remark",
        technical="id content_hash",
        keep="editions",
    ),
    _held(
        "CounterMeasure",
        Record.IDENTITY_STATEMENT,
        "requirement kind into state words_nl words_en owner proposed_on done_on hours_before hours_after",
        technical="id version",
        keep="editions",
    ),
    _held(
        "CounterMeasureEvent",
        Record.IDENTITY_STATEMENT,
        "measure verb",
        acting="user user_name role at remark",
        keep="editions",
    ),
)
