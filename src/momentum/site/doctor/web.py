"""What the world sees of this server: its certificate, and whom to tell of a weakness."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils.timezone import now

from momentum.site.doctor.findings import Finding, fail, ok, warn
from momentum.site.security_txt import expires

SOON = timedelta(days=14)


def certificate() -> Iterator[Finding]:
    if not settings.CERTIFICATE:
        if not settings.DEMO:
            yield warn(
                "certificate",
                "nobody watches when it expires",
                "Set MOMENTUM_CERTIFICATE to the file that the front shows.",
            )
        return
    file = Path(settings.CERTIFICATE)
    try:
        (shown, *_chain) = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        yield fail(
            "certificate",
            f"{file} cannot be read ({type(error).__name__})",
            "Set MOMENTUM_CERTIFICATE to the file with the server's certificate, as PEM.",
        )
        return
    left = shown.not_valid_after_utc - now()
    said = f"valid until {shown.not_valid_after_utc:%Y-%m-%d}"
    if left < timedelta():
        yield fail(
            "certificate",
            f"expired on {shown.not_valid_after_utc:%Y-%m-%d}",
            "Renew it and reload the front.",
        )
    elif left < SOON:
        yield warn(
            "certificate", said, "Renew it and reload the front; see why that did not happen by itself."
        )
    else:
        yield ok("certificate", said)


def security_txt() -> Iterator[Finding]:
    contact, until = settings.SECURITY_CONTACT, expires()
    if not contact or until is None:
        yield warn(
            "security.txt",
            "who finds a weakness does not learn whom to tell",
            "Set MOMENTUM_SECURITY_CONTACT, such as mailto:security@example.org, and MOMENTUM_SECURITY_REVIEWED, "
            "the day on which you saw that it holds.",
        )
    elif not contact.startswith(("mailto:", "https://", "tel:")):
        yield fail(
            "security.txt",
            f"{contact} is no address that RFC 9116 knows",
            "Begin MOMENTUM_SECURITY_CONTACT with mailto:, https:// or tel:.",
        )
    elif until - now() < SOON:
        yield warn(
            "security.txt",
            f"expires on {until:%Y-%m-%d}" if until > now() else f"expired on {until:%Y-%m-%d}",
            "See whether the contact still holds, then write today's date in MOMENTUM_SECURITY_REVIEWED.",
        )
    else:
        yield ok("security.txt", f"until {until:%Y-%m-%d}")
