"""How the sign-in library behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language, override


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: people are invited by an organisation or by the operator."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is written; the sender already says who writes."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of who reads it, not of who caused it."""
        user = context.get("user")
        with override(getattr(user, "language", None) or get_language()):
            super().send_mail(template_prefix, email, context)
