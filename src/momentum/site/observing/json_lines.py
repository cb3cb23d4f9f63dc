"""One JSON line an event, without anybody's data in it.

Written are: where it came from, how grave it is, what this program itself says of it, the fields it names, and of
an error its kind and the places it came through. Never written are words that others composed (an error's message
quotes records: PostgreSQL's "Key (email)=(…)"; Django's names the address with everything searched for), values
of variables, and parameters of SQL.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
OWN = "momentum"


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": _words(record),
        }
        if number := request_id.get():
            line["request"] = number
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = [_one(each) for each in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False, default=_kind)


def _words(record: logging.LogRecord) -> str:
    """Our own words as they are. Of others the pattern, before anything was put in; where they put it in
    themselves, the line of code that says it."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return record.getMessage()
    if record.args and isinstance(record.msg, str):
        return record.msg
    return f"{Path(record.pathname).name}:{record.lineno}"


def _kind(value: object) -> str:
    return type(value).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _one(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    return {"kind": f"{kind.__module__}.{kind.__qualname__}", "places": places(error.__traceback__)}


def places(trace: TracebackType | None) -> list[str]:
    """The frames an error came through, as `file:line function`, without what stood in them."""
    return [
        f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
        for frame in traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    ]


def configuration(file: str, level: str = "INFO") -> dict[str, Any]:
    """Logging for Django's LOGGING: to `file`, or to standard error where that is `-`.

    With a file, what is an error goes to standard error as well.
    """
    handlers: dict[str, Any] = {
        "screen": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "level": level if file == "-" else "ERROR",
        }
    }
    ways_out = ["screen"] if file == "-" else ["screen", "file"]
    handlers["nowhere"] = {"class": "logging.NullHandler"}
    if file != "-":
        handlers["file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": file,
            "delay": True,
            "formatter": "json",
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
        "handlers": handlers,
        "root": {"handlers": ways_out, "level": "WARNING"},
        "loggers": {
            OWN: {"level": level},
            # These have ways out of their own, with whole addresses; here they have the one way out.
            "django": {"handlers": [], "level": "WARNING"},
            # What was not found or not allowed is told by the line of its request.
            "django.request": {"handlers": [], "level": "ERROR"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.access": {"handlers": ["nowhere"], "propagate": False},
        },
    }
