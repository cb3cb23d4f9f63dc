"""The second wall: PostgreSQL itself shows a row about a person only to who may see it.

The first wall, `momentum.accounts.access`, decides in actions and queries. Should one of them forget to ask, the
database still answers nothing: on every table that holds something about a person it knows the matrix and the
scope, and who acts. Elsewhere than on PostgreSQL everything here does nothing.

`register` names a table and its way to a journey; `acting` and `as_system` tell the database who asks; `state` tells
it the reason that somebody chose. `install` puts the rules in place after every migration.
"""

from momentum.accounts.row_security.registry import register, register_own, register_task
from momentum.accounts.row_security.session import Wall, acting, as_system, name_references, state

__all__ = [
    "Wall",
    "acting",
    "as_system",
    "name_references",
    "register",
    "register_own",
    "register_task",
    "state",
]
