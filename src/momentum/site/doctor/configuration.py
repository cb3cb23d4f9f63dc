"""Settings: the mode, the names it answers to, where secrets lie and who can read them, the clock's zone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from momentum.site.doctor.findings import Finding, fail, ok, warn

EASILY_MEANT = {"*", "testserver"}
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield fail(
            "debug",
            "error pages show settings and data to whoever sees them",
            "Take MOMENTUM_DEBUG out of the settings.",
        )
    else:
        yield ok("debug", "off")
    if settings.DEMO:
        yield warn(
            "mode",
            "demonstration: anybody signs in as anybody",
            "For real people set MOMENTUM_MODE=city; see docs/how-to/install.md.",
        )
    else:
        yield ok("mode", "city")
        yield from _https()
        if settings.TODAY:
            yield fail(
                "day", f"time stands still on {settings.TODAY}", "Take MOMENTUM_TODAY out of the settings."
            )


def _https() -> Iterator[Finding]:
    lax = [
        name
        for name in (
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "SECURE_SSL_REDIRECT",
            "SECURE_HSTS_SECONDS",
        )
        if not getattr(settings, name)
    ]
    if lax:
        yield fail(
            "https", f"not demanded: {', '.join(lax)}", "Restore these settings; they come with the mode."
        )
    else:
        yield ok("https", "demanded, and browsers are told to keep to it")


def hosts() -> Iterator[Finding]:
    named = [host for host in settings.ALLOWED_HOSTS if host]
    if not named or "*" in named:
        yield fail("hosts", "answers to any name", "Set MOMENTUM_HOSTS to the names of this server.")
    elif not settings.DEMO and EASILY_MEANT & set(named):
        yield warn(
            "hosts",
            "answers to the name that tests use",
            "Set MOMENTUM_HOSTS to the names under which people reach this server.",
        )
    else:
        yield ok("hosts", ", ".join(named))


def secrets() -> Iterator[Finding]:
    """Files and folders that hold secrets may be read by their owner only."""
    env = Path(os.environ.get("MOMENTUM_ENV", settings.BASE_DIR / "var" / "momentum.env"))
    looked = [path for path in (env, settings.KEYS, *_inside(settings.KEYS)) if path.exists()]
    open_ones = [path for path in looked if path.is_file() or path == settings.KEYS if _others_read(path)]
    for path in open_ones:
        yield fail(
            "secrets",
            f"others on this machine may read {path}",
            f"chmod {'700' if path.is_dir() else '600'} {path}; and if others could sign in here, renew what is in it.",
        )
    if not open_ones:
        yield ok("secrets", f"{len(looked)} files and folders, read by their owner only")


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _others_read(path: Path) -> bool:
    return bool(path.stat().st_mode & OTHERS_MAY)


def clock_of_the_city() -> Iterator[Finding]:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        yield fail(
            "time zone",
            f"{settings.TIME_ZONE} is not known here",
            "Install the machine's time zones (tzdata).",
        )
    else:
        yield ok("time zone", settings.TIME_ZONE)
