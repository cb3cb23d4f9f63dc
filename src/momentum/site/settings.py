"""Settings, read from the environment and, beside it, from one file.

`MOMENTUM_ENV` names that file (default `var/momentum.env`, KEY=VALUE lines, mode 0600); `make run` writes it.
The environment wins. docs/reference/settings.md lists every setting.
"""

from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from momentum.site import modes, provider
from momentum.site.environment import mail_server, read_environment, secret
from momentum.site.observing import json_lines

PACKAGE = Path(__file__).resolve().parent.parent
BASE_DIR = PACKAGE.parent.parent
ENV = read_environment(BASE_DIR / "var" / "momentum.env")
VAR = Path(ENV.get("MOMENTUM_VAR", BASE_DIR / "var"))
DATA = Path(ENV.get("MOMENTUM_DATA", BASE_DIR / "data"))

if found := modes.refusals(ENV):
    raise ImproperlyConfigured("Momentum does not start. " + " ".join(found))
DEMO = ENV["MOMENTUM_MODE"] == modes.DEMO
# The demo city stands still on one day, so that what is due stays due.
TODAY = date.fromisoformat(ENV["MOMENTUM_TODAY"]) if ENV.get("MOMENTUM_TODAY") else None

KEYS = Path(ENV.get("MOMENTUM_KEYS", VAR / "keys"))
SECRET_KEY = secret(KEYS, "secret_key")
LEDGER = Path(ENV.get("MOMENTUM_LEDGER", VAR / "ledger"))
ANCHORS = Path(ENV.get("MOMENTUM_ANCHORS", VAR / "anchors"))
DEBUG = ENV.get("MOMENTUM_DEBUG") == "1"
ALLOWED_HOSTS = ENV.get("MOMENTUM_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CITY = ENV.get("MOMENTUM_CITY", "Amsterdam")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "momentum.site",
    "momentum.demo",
    "momentum.monitor",
    "momentum.identity",
    "momentum.journeys",
    "momentum.sector",
    "momentum.accounts",
    # Last, so that the rooms' own templates come before these of the sign-in library and of Django's forms.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.forms",
]

MIDDLEWARE = [
    # What tells, and what protects, stands outside whatever may refuse.
    "momentum.site.observing.requests.Observed",
    "momentum.site.protective_headers.ProtectiveHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "momentum.site.ready_pages.ReadyPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "momentum.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "momentum.accounts.sign_in.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "momentum.site.urls"
WSGI_APPLICATION = "momentum.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "momentum.accounts.context.header",
                "momentum.site.context.frame",
            ],
        },
    }
]
# Messages are shown as notices; these are their classes.
MESSAGE_TAGS = {message_levels.SUCCESS: "good", message_levels.WARNING: "warn", message_levels.ERROR: "error"}
# They name people, so they lie sealed in the session and not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------------------
DATABASE_URL = ENV.get("DATABASE_URL") or f"sqlite:///{VAR / 'momentum.sqlite3'}"
# On PostgreSQL the application's role owns nothing: tables are made, and a backup put back, under the owner's URL.
DATABASE_OWNER_URL = ENV.get("DATABASE_OWNER_URL", "")
DATABASE_AS_OWNER = bool(DATABASE_OWNER_URL) and ENV.get("MOMENTUM_DATABASE_AS") == "owner"
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_OWNER_URL if DATABASE_AS_OWNER else DATABASE_URL,
        conn_max_age=60,
        # A connection that the server dropped is made anew before a request meets it.
        conn_health_checks=True,
    )
}
_application = dj_database_url.parse(DATABASE_URL)
DATABASE_APPLICATION_ROLE = (
    _application["USER"] if DATABASE_OWNER_URL else f"{_application['NAME']}_application".rsplit("/", 1)[-1]
)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # Compiling a query costs more than any page's query takes: with the policies in it, four times as much.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["momentum.accounts.sign_in.by_address.ByAddress"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "momentum.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "momentum.accounts.sign_in.forms.SignInForm",
    "reset_password": "momentum.accounts.sign_in.by_address.AskResetForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "momentum.accounts.sign_in.reset_tokens.ResetTokens"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 4 * 3600
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "momentum.accounts.sign_in.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "momentum.accounts.sign_in.codes.CodeForm",
    "activate_totp": "momentum.accounts.sign_in.forms.AppForm",
    "add_webauthn": "momentum.accounts.sign_in.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A step that weighs, such as changing one's factors, asks for its proof at this house's own page.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
# Between server and visitor stand this many machines whose word on a visitor's address is taken.
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV.get("MOMENTUM_PROXIES") or (0 if DEMO else 1))
STEP_UP_MINUTES = int(ENV.get("MOMENTUM_STEP_UP_MINUTES", "10"))
IDLE_MINUTES = int(ENV.get("MOMENTUM_IDLE_MINUTES", "30"))
SESSION_HOURS = int(ENV.get("MOMENTUM_SESSION_HOURS", "12"))
INVITATION_DAYS = int(ENV.get("MOMENTUM_INVITATION_DAYS", "7"))
LETTER_DAYS = int(ENV.get("MOMENTUM_LETTER_DAYS", "14"))
# A city's own sign-in service. Only who was invited here signs in by it.
OIDC = provider.openid_provider(ENV)
SOCIALACCOUNT_PROVIDERS = OIDC.for_library if OIDC.server else {}
SOCIALACCOUNT_ADAPTER = "momentum.accounts.sign_in.provider.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
# How often something may be tried: in a minute or an hour, from one address (ip) and at one thing (key).
TRIES = {
    "invitation": "30/m/ip",
    "letter": "20/m/ip,10/h/key",
    "new_link": "10/h/ip",
    "own_link": "20/m/ip,5/h/key",
}
# What asks for a link is answered after this while, whether the address is known here or not.
ANSWER_AFTER_SECONDS = 0.4
SESSION_ENGINE = "momentum.accounts.sign_in.session_store"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "KEY_FUNCTION": "momentum.accounts.sign_in.limits.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Letters wait in the database; the worker carries them to the mail server, or to files where none is named.
EMAIL_BACKEND = "momentum.accounts.mail_queue.backend.QueueBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 20
MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
if ENV.get("MOMENTUM_SMTP"):
    MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    SMTP = mail_server(ENV["MOMENTUM_SMTP"])
    EMAIL_HOST, EMAIL_PORT = SMTP.host, SMTP.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP.user, SMTP.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP.starttls, SMTP.tls
DEFAULT_FROM_EMAIL = ENV.get("MOMENTUM_MAIL_FROM", "Momentum <momentum@localhost>")
MAIL_BOUNCES = ENV.get("MOMENTUM_BOUNCES", "")

# --- Language and time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = ["momentum.site.formats"]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- Files ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
EDITIONS = VAR / "editions"
# Where facts are worked on in the open; without it in memory (tmpfs) where there is room, else below VAR.
PRIVATE = Path(ENV["MOMENTUM_PRIVATE"]) if ENV.get("MOMENTUM_PRIVATE") else None
UPLOAD_LIMIT_MB = int(ENV.get("MOMENTUM_UPLOAD_LIMIT_MB", "50"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "momentum.site.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Rights ---------------------------------------------------------------------------------------------
RIGHTS_ANSWER_MONTHS = int(ENV.get("MOMENTUM_RIGHTS_ANSWER_MONTHS", "1"))
KEY_BACKUP_DAYS = int(ENV.get("MOMENTUM_KEY_BACKUP_DAYS", "30"))

# --- Tables on request -----------------------------------------------------------------------------------
TABLE_ANSWER_WEEKS = int(ENV.get("MOMENTUM_TABLE_ANSWER_WEEKS", "4"))

# --- How long things are kept ----------------------------------------------------------------------------
# The demo city looks back further than a city may: its people and what became of them stay in its figures.
KEEP = ENV.get("MOMENTUM_KEEP", "journeys=30 years" if DEMO else "")

# --- Work that outlives a request -----------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Backups ---------------------------------------------------------------------------------------------
BACKUPS = Path(ENV.get("MOMENTUM_BACKUPS", VAR / "backups"))
KEY_BACKUPS = Path(ENV.get("MOMENTUM_KEY_BACKUPS", VAR / "key-backups"))
BACKUP_DAYS = int(ENV.get("MOMENTUM_BACKUP_DAYS", "30"))

# --- The web --------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str] | bool]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([OIDC.origin] if OIDC.server else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if not DEMO:
    # A city is reached through a front that speaks TLS and says so; nothing travels in the clear.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # The prefix makes browsers refuse the cookie of another host, or one sent in the clear.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SILENCED_SYSTEM_CHECKS: list[str] = []
# Whom to tell of a weakness, and on which day somebody last looked whether that still holds (RFC 9116).
SECURITY_CONTACT = ENV.get("MOMENTUM_SECURITY_CONTACT", "")
SECURITY_REVIEWED = (
    date.fromisoformat(ENV["MOMENTUM_SECURITY_REVIEWED"]) if ENV.get("MOMENTUM_SECURITY_REVIEWED") else None
)
CERTIFICATE = ENV.get("MOMENTUM_CERTIFICATE", "")

# --- What is told of the running ------------------------------------------------------------------------
# In a city the journal of the machine takes the lines; the demonstration keeps its terminal quiet.
LOG = ENV.get("MOMENTUM_LOG", str(VAR / "momentum.log") if DEMO else "-")
LOGGING = json_lines.configuration(LOG)
DJANGO_TABLES2_TEMPLATE = "site/table.html"
