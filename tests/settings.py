"""The project's settings, in a place of the tests' own: nothing they write touches the demo city."""

import os
import tempfile

# A process of pytest-xdist inherits from the one that started it, and would share its keys, ledger and files.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if "MOMENTUM_VAR" not in os.environ or os.environ.get("TESTS_RUN_IN", PROCESS) != PROCESS:
    os.environ["MOMENTUM_VAR"] = tempfile.mkdtemp(prefix="momentum-test-")
os.environ["TESTS_RUN_IN"] = PROCESS
os.environ.setdefault("MOMENTUM_ENV", os.devnull)
os.environ.setdefault("MOMENTUM_MODE", "demo")

from momentum.site.settings import *  # noqa: E402, F403

ANSWER_AFTER_SECONDS = 0
# Counts of attempts are forgotten with each test; the shared table has a test of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Hashing a password well is slow on purpose; the tests are about everything else.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
# Names of static files stand as they are: the tests collect none.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# A page kept ready in one test would answer in the next, whose database has another past.
MIDDLEWARE = [each for each in MIDDLEWARE if not each.endswith("ReadyPages")]  # noqa: F405
