"""Serves the provider on 127.0.0.1: `python -m tests.accounts.openid_provider PORT`.

Who sits at the browser is named in the header `X-Person`, in place of a form to sign in with.
"""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from tests.accounts.openid_provider.people import CALLBACK, CLIENT, PEOPLE, SECRET

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
HERE = "tests.accounts.openid_provider.parts"


def configure() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="for this test only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=HERE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"
        ],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", f"{HERE}.WhoSitsThere"],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.private_bytes(
                Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
            ).decode(),
            "OAUTH2_VALIDATOR_CLASS": f"{HERE}.Validator",
            "SCOPES": {"openid": "who", "profile": "name", "email": "address"},
            "PKCE_REQUIRED": True,
        },
        USE_TZ=True,
    )  # fmt: skip


def fill() -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name)
    Application.objects.create(
        name="Momentum", client_id=CLIENT, client_secret=SECRET, redirect_uris=CALLBACK, algorithm="RS256",
        client_type="confidential", authorization_grant_type="authorization-code", skip_authorization=True,
    )  # fmt: skip


class Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """The test that fails says what happened."""


if __name__ == "__main__":
    configure()
    django.setup()
    fill()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()
