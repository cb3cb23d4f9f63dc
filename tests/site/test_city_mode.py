"""What a city of real people asks of every browser: https, kept to, and cookies that no other host can set or read."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, django
from django.conf import settings
# Static files are not collected here.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
# Kept pages look into tables, and this place has none.
settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("ReadyPages")]
from django.test import Client
client = Client(headers={"host": "momentum.example.org"})
plain, safe = client.get("/healthz"), client.get("/healthz", secure=True)
form = client.get("/nl/account/login/", secure=True)
told = {
    "plain": [plain.status_code, plain.headers.get("Location"), plain.headers.get("Content-Security-Policy")],
    "safe": [safe.status_code, safe.headers.get("Strict-Transport-Security"), safe.headers.get("Content-Security-Policy")],
    "cookies": {name: {part: each[part] for part in ("secure", "httponly", "samesite", "path", "domain")}
                for name, each in form.cookies.items()},
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE],
    "sign in as": client.get("/nl/sign-in-as/", secure=True).status_code,
}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MOMENTUM_", "DATABASE_"))}
    environment |= {
        "MOMENTUM_MODE": "city", "MOMENTUM_HOSTS": "momentum.example.org", "MOMENTUM_ENV": os.devnull,
        "MOMENTUM_VAR": str(tmp_path_factory.mktemp("city")), "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
    }  # fmt: skip
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


def test_nothing_travels_in_the_clear(told):
    status, location, policy = told["plain"]
    assert (status, location) == (301, "https://momentum.example.org/healthz")
    assert "default-src 'none'" in policy, "what leads to https is protected too"
    status, kept, policy = told["safe"]
    assert (status, kept) == (200, "max-age=31536000; includeSubDomains")
    assert "upgrade-insecure-requests" in policy


def test_cookies_are_of_this_host_alone(told):
    assert told["names"] == ["__Host-session", "__Host-csrf"]
    assert told["secure"] == [True, True, True]
    assert told["cookies"], "the form to sign in sets one"
    for each in told["cookies"].values():
        # What browsers ask of a name that begins with __Host-.
        assert (each["secure"], each["path"], each["domain"]) == (True, "/", "")
        assert each["httponly"]
        assert each["samesite"] in ("Lax", "Strict")


def test_nobody_signs_in_as_somebody_else(told):
    assert told["sign in as"] == 404
