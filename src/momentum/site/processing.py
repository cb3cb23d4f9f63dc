"""What the libraries hold that Momentum stands on, for the register of processing."""

from momentum.accounts.holding import Data, Held

HELD = (
    Held(
        "contenttypes.ContentType",
        "running",
        keep="system",
        fields={Data.TECHNICAL: "id app_label model"},
    ),
    Held(
        "auth.Permission",
        "running",
        keep="system",
        fields={Data.TECHNICAL: "id name content_type codename"},
    ),
    Held("auth.Group", "running", keep="system", fields={Data.TECHNICAL: "id name"}),
    Held(
        "auth.Group_permissions",
        "running",
        keep="system",
        fields={Data.TECHNICAL: "id group permission"},
    ),
    Held(
        "sessions.Session",
        "accounts",
        keep="sessions",
        fields={Data.SECRET: "session_key session_data", Data.TECHNICAL: "expire_date"},
    ),
    Held(
        "django_tasks_database.DBTaskResult",
        "running",
        keep="tasks",
        fields={
            Data.TECHNICAL: "id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids "
            "queue_name backend_name run_after return_value exception_class_path traceback"
        },
    ),
    Held(
        "account.EmailAddress",
        "accounts",
        keep="accounts",
        fields={Data.CONTACT: "email", Data.ACTING: "user", Data.TECHNICAL: "id verified primary"},
    ),
    Held(
        "account.EmailConfirmation",
        "accounts",
        keep="letters",
        fields={Data.SECRET: "key", Data.ACTING: "created sent", Data.TECHNICAL: "id email_address"},
    ),
)
