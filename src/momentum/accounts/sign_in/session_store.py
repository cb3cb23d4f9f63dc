"""Sessions in the database: found by the digest of what the browser holds, their content sealed.

Named in `SESSION_ENGINE`. A row that somebody ended is gone: a request still under way cannot bring it back.
"""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends import db
from django.utils import timezone

from momentum.accounts.sign_in.sealing import CannotOpen, digest, seal, unseal

DEVICE, NETWORK, STARTED = "device", "network", "started"
LENGTH = 40  # of the digest that is kept: 160 bits


def kept_under(session_key: str) -> str:
    return digest(session_key)[:LENGTH]


class SessionStore(db.SessionStore):
    """`kept` is the row as it was loaded: when the session started, and when it was last seen."""

    kept: Any = None

    @classmethod
    def get_model_class(cls):
        from momentum.accounts.models import Session

        return Session

    def _get_session_from_db(self):
        rows = self.model.objects.filter(session_key=kept_under(self.session_key))
        self.kept = rows.filter(expire_date__gt=timezone.now()).first()
        if self.kept is None:
            self._session_key = None
        return self.kept

    def exists(self, session_key) -> bool:
        return self.model.objects.filter(session_key=kept_under(session_key)).exists()

    def create_model_instance(self, data):
        return self.model(
            session_key=kept_under(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(USER),
            device=data.get(DEVICE, ""),
            network=data.get(NETWORK, ""),
            started=datetime.fromisoformat(data[STARTED]) if STARTED in data else timezone.now(),
        )

    def delete(self, session_key=None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=kept_under(key)).delete()

    def encode(self, session_dict) -> str:
        return seal(json.dumps(session_dict, separators=(",", ":")), "session")

    def decode(self, session_data) -> dict:
        try:
            return json.loads(unseal(session_data, "session"))
        except (CannotOpen, ValueError):
            return {}
