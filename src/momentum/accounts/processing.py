"""What room `accounts` holds, for the register of processing."""

from django.utils.translation import gettext_lazy as _

from momentum.accounts.holding import Data, Files, Held
from momentum.accounts.policy import Record

HELD = (
    Held(
        "User",
        "accounts",
        keep="accounts",
        record=Record.ACCOUNTS,
        fields={
            Data.IDENTIFYING: "name own_name sign_in_name",
            Data.CONTACT: "email own_address address_digest language",
            Data.SECRET: "password",
            Data.ACTING: "last_login date_joined",
            Data.TECHNICAL: "id is_active",
        },
    ),
    Held(
        "Organisation",
        "registry",
        keep="registry",
        record=Record.REGISTRY,
        fields={Data.ORGANISATION: "name slug kind", Data.TECHNICAL: "id"},
    ),
    Held(
        "Mandate",
        "accounts",
        keep="accounts",
        record=Record.ACCOUNTS,
        fields={Data.ACTING: "user organisation role starts ends granted_by", Data.TECHNICAL: "id"},
    ),
    Held(
        "AccessEntry",
        "accountability",
        keep="access_log",
        record=Record.ACCESS_LOG,
        fields={
            Data.ACTING: "at user user_name acting organisation organisation_name role verb record purpose ground "
            "emergency refused",
            Data.WORDS: "detail",
            Data.TECHNICAL: "id number previous digest",
        },
    ),
    Held(
        "AccessEntryPerson",
        "accountability",
        keep="access_log",
        record=Record.ACCESS_LOG,
        fields={Data.IDENTIFYING: "reference", Data.TECHNICAL: "id entry"},
    ),
    Held("KeyFile", "accountability", keep="system", fields={Data.TECHNICAL: "name fingerprint since"}),
    Held("AccessLogHead", "accountability", keep="system", fields={Data.TECHNICAL: "id number digest"}),
    Held(
        "ExpiredSegment",
        "accountability",
        keep="proofs",
        fields={
            Data.TECHNICAL: "id first last previous digest first_at last_at removed_on reason signature",
        },
    ),
    Held(
        "LogQuestion",
        "accountability",
        keep="access_log",
        record=Record.ACCESS_LOG,
        fields={
            Data.IDENTIFYING: "reference",
            Data.WORDS: "text answer",
            Data.ACTING: "answered_by",
            Data.TECHNICAL: "id number kind asked_on due state answered_on version",
        },
    ),
    Held(
        "DailyRun",
        "running",
        keep="tasks",
        fields={Data.TECHNICAL: "id job day state attempts started_at ended_at told"},
    ),
    Held(
        "RetentionProof",
        "accountability",
        keep="proofs",
        record=Record.RETENTION,
        fields={Data.TECHNICAL: "id run day rule term period count digest made_at"},
    ),
    Held("RetentionIntent", "accountability", keep="system", fields={Data.TECHNICAL: "id rule key"}),
    Held(
        "OutgoingMail",
        "accounts",
        keep="mail",
        fields={
            Data.CONTACT: "user address sealed",
            Data.TECHNICAL: "id state attempts made_at due_at ended_at code status",
        },
    ),
    Held(
        "Session",
        "accounts",
        keep="sessions",
        fields={
            Data.SECRET: "session_key session_data",
            Data.ACTING: "user device network started seen",
            Data.TECHNICAL: "expire_date",
        },
    ),
    Held(
        "Invitation",
        "accounts",
        keep="letters",
        record=Record.ACCOUNTS,
        fields={
            Data.SECRET: "digest code_digest",
            Data.ACTING: "user made made_by ended",
            Data.TECHNICAL: "id failures expires",
        },
    ),
    Held(
        "KnownDevice",
        "accounts",
        keep="devices",
        fields={Data.SECRET: "digest", Data.ACTING: "user last_used", Data.TECHNICAL: "id"},
    ),
    Held(
        "FactorReset",
        "accounts",
        keep="accounts",
        record=Record.ACCOUNTS,
        fields={
            Data.ACTING: "user checked asked_by asked answered_by answered done",
            Data.TECHNICAL: "id",
        },
    ),
    Held(
        "Attempts",
        "accounts",
        keep="sessions",
        fields={Data.SECRET: "cache_key", Data.TECHNICAL: "value expires"},
    ),
)

FILES = (
    Files(
        _("secret keys"),
        "keys/",
        "running",
        keep="system",
        data=(Data.SECRET,),
        protected=_("readable by the program's own account only, apart from the database"),
    ),
    Files(
        _("the keys of persons"),
        "keys/persons.sqlite3",
        "guidance",
        keep="journeys",
        data=(Data.SECRET,),
        protected=_("each wrapped under one key that lies in a file; destroyed when somebody is erased"),
    ),
    Files(
        _("the ledger of erasures"),
        "ledger/",
        "accountability",
        keep="proofs",
        data=(Data.TECHNICAL,),
        protected=_("holds references that nobody can make again once the key is gone"),
    ),
    Files(
        _("the heads of the access log"),
        "anchors/",
        "accountability",
        keep="proofs",
        data=(Data.TECHNICAL,),
        protected=_("holds counts and digests; made to be published"),
    ),
    Files(
        _("messages that were sent"),
        "mail/",
        "accounts",
        keep="mail",
        data=(Data.CONTACT,),
        protected=_("only where no mail server is named: a message holds a link, never a record"),
    ),
    Files(
        _("technical logs"),
        "logs",
        "running",
        keep="logs",
        data=(Data.TECHNICAL,),
        protected=_("hold no names and no addresses; a test looks for them"),
    ),
    Files(
        _("backups"),
        "backups/",
        "running",
        keep="backups",
        data=(Data.IDENTIFYING, Data.CONTACT, Data.NEEDS, Data.JOURNEY, Data.WORDS, Data.ACTING),
        protected=_("sealed; the keys of persons are kept apart from the rest"),
    ),
)
