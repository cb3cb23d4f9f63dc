"""Who asks, told to the database: set when somebody begins to act and taken back when they end, whatever happens.

What is told holds for the connection. It is told outside transactions, so that no rollback brings an earlier actor
back, and told again when a connection is made anew underneath. Where it cannot be taken back, the connection closes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import Enum
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created

from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.purposes import REASONS
from momentum.accounts.row_security.registry import tasks


@dataclass(frozen=True)
class Told:
    """What the database knows of who asks. `walled`: within `acting` or `as_system`, so in the application's role."""

    mandate: str = ""
    system: str = ""
    walled: bool = False


NOTHING = Told()
CHOSEN = frozenset(reason for several in REASONS.values() for reason in several)
_told: ContextVar[Told] = ContextVar("told", default=NOTHING)
_sides: dict[str, "Side"] = {}


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Everything within is asked by `actor`: the database shows what their mandate opens today, and no more."""
    with _telling(Told(mandate=str(actor.mandate.pk) if actor.mandate else "", walled=True)):
        yield


@contextmanager
def as_system(task: str) -> Iterator[None]:
    """Everything within is done by a task of the system, which reaches the tables it was registered with.

    Within `acting` the actor stays who they are. As a decorator it says so of a whole function. Raises `LookupError` for a task that nobody registered.
    """
    if task not in tasks():
        raise LookupError(f"No room registered the task {task!r}: see momentum.accounts.row_security.")
    with _telling(replace(_told.get(), system=task)):
        yield


class Wall:
    """For a request: nobody until `enter`, then that actor, until the request is over."""

    def __enter__(self) -> "Wall":
        self._inner = acting(VISITOR)
        self._inner.__enter__()
        return self

    def enter(self, actor: Actor) -> Actor:
        """From here on `actor` asks; until then a visitor did."""
        told = replace(_told.get(), mandate=str(actor.mandate.pk) if actor.mandate else "", walled=True)
        if told != _told.get():
            _tell(told)
            _told.set(told)
        return actor

    def work(self, task: str) -> None:
        """From here on the request is this task of the system, whoever acts."""
        told = replace(_told.get(), system=task)
        _tell(told)
        _told.set(told)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.__exit__(None, None, None)


def state(record: str, purpose: str) -> None:
    """The reason for which who acts opens `record`: the database keeps it, and opens what the matrix opens for it
    until the transaction ends. Call it within the transaction that reads."""
    told = _told.get()
    if told.walled and told.mandate and purpose in CHOSEN and _side() is not Side.NONE:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("SELECT wall.open(%s, %s)", [record, purpose])


def name_references(references: Iterable[str]) -> None:
    """By what the access log calls whoever acts: opens the entries about them, until they end."""
    told = _told.get()
    if told.walled and told.mandate and _side() is not Side.NONE:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('momentum.references', %s, false)", [",".join(references)])


@contextmanager
def _telling(told: Told) -> Iterator[None]:
    before = _told.get()
    _tell(told)
    _told.set(told)
    try:
        yield
    finally:
        _told.set(before)
        _take_back(before)


def _tell(told: Told) -> None:
    """Tells the database, if there is anything to tell: a visitor after a visitor costs no question."""
    side = _side()
    if side is Side.NONE:
        return
    nobody = told.mandate == told.system == ""
    if side is Side.OUTER and nobody and (connection.connection is None or _known() == ("", "")):
        return
    connection.ensure_connection()
    _say(told, side)


def _take_back(before: Told) -> None:
    """As `_tell`, at the end: never in the way of the error that ended it."""
    try:
        _tell(before)
    except DatabaseError:
        connection._momentum_told = None  # type: ignore[attr-defined]
        if connection.in_atomic_block:
            # It was told within this transaction, which is broken: its rollback takes it back.
            connection.needs_rollback = True
        else:
            connection.close()


def _say(told: Told, side: "Side") -> None:
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        if side is Side.BOTH and told.walled:
            _say_the_day(cursor)
        cursor.execute(
            "SELECT set_config('momentum.mandate', %s, false), set_config('momentum.system', %s, false), "
            "set_config('momentum.references', '', false)",
            [told.mandate, told.system],
        )
        if side is Side.BOTH:
            role = settings.DATABASE_APPLICATION_ROLE if told.walled else "none"
            cursor.execute("SELECT set_config('role', %s, false)", [role])
    connection._momentum_told = (told.mandate, told.system)  # type: ignore[attr-defined]


def _known() -> tuple[str, str] | None:
    """What this connection was told last; None where that is not certain."""
    return getattr(connection, "_momentum_told", None)


class Side(Enum):
    """Where the connection stands: before the wall in the application's role, on both sides of it as the owner of
    the tables who changes into that role, or in a place without a wall."""

    OUTER = "outer"
    BOTH = "both"
    NONE = "none"


def _side() -> Side:
    if connection.vendor != "postgresql" or settings.DATABASE_AS_OWNER:
        return Side.NONE
    name = connection.settings_dict["NAME"]
    if name not in _sides:
        side = _asked_side()
        if side is Side.NONE:
            return side
        _sides[name] = side
    return _sides[name]


def _asked_side() -> Side:
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, pg_has_role(session_user, c.relowner, 'USAGE'), "
            "EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = %s) FROM pg_class c "
            "WHERE c.oid = to_regclass('public.accounts_accessentry')",
            [settings.DATABASE_APPLICATION_ROLE],
        )
        walled, owner, role = cursor.fetchone() or (False, False, False)
    if not walled or (owner and not role):
        return Side.NONE
    return Side.BOTH if owner else Side.OUTER


def _say_the_day(cursor: Any) -> None:
    """Where the owner's own connection changes into the application's role, the day follows the settings at once."""
    cursor.execute("SELECT set_config('role', 'none', false)")
    day = settings.TODAY
    cursor.execute("UPDATE wall.day SET today = %s WHERE today IS DISTINCT FROM %s", [day, day])


def _tell_again(connection: Any, **_signal: Any) -> None:
    """A connection made anew knows nothing: it is told who asks."""
    connection._momentum_told = ("", "")
    told = _told.get()
    if told.walled and (side := _side()) is not Side.NONE:
        _say(told, side)


connection_created.connect(_tell_again, dispatch_uid="momentum.row_security")
