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
    Held(
        "mfa.Authenticator",
        "accounts",
        keep="accounts",
        fields={Data.SECRET: "data", Data.ACTING: "user created_at last_used_at", Data.TECHNICAL: "id type"},
    ),
    Held(
        "socialaccount.SocialApp",
        "accounts",
        keep="system",
        fields={Data.SECRET: "client_id secret key", Data.TECHNICAL: "id provider provider_id name settings"},
    ),
    Held(
        "socialaccount.SocialAccount",
        "accounts",
        keep="accounts",
        fields={
            Data.IDENTIFYING: "uid extra_data",
            Data.ACTING: "user last_login date_joined",
            Data.TECHNICAL: "id provider",
        },
    ),
    Held(
        "socialaccount.SocialToken",
        "accounts",
        keep="accounts",
        fields={Data.SECRET: "token token_secret", Data.TECHNICAL: "id app account expires_at"},
    ),
)
