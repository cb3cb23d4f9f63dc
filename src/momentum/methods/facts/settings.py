"""Reading single settings out of a mapping's dict, collecting what is wrong instead of stopping at it."""

from collections.abc import Mapping, Sequence
from typing import Any

from momentum.methods.facts.problems import Problem


class Settings:
    """A table of a mapping. All tables of one mapping share one list of `problems`."""

    def __init__(
        self,
        given: Mapping[str, Any],
        name: str,
        above: tuple[str, ...] = (),
        problems: list[Problem] | None = None,
    ) -> None:
        self.given = given
        self.problems: list[Problem] = [] if problems is None else problems
        self._name = name
        self._above = above

    def path(self, key: str) -> str:
        """The full name of a setting, such as `files.persons.columns`."""
        return ".".join((*self._above, key))

    def wrong(self, setting: str, code: str, /, **params: str | int) -> None:
        """Collect a problem with a setting; the same problem is collected once."""
        problem = Problem(None, self.path(setting), code, params, self._name)
        if problem not in self.problems:
            self.problems.append(problem)

    def _wrong_type(self, key: str, expected: str) -> None:
        self.wrong(key, "wrong_type", key=self.path(key), expected=expected)

    def only(self, known: Sequence[str]) -> None:
        """Collect a problem for every setting that is not one of these."""
        for key in self.given:
            if key not in known:
                self.wrong(key, "unknown_key", key=self.path(key), known=", ".join(known) or "nothing")

    def inner(self, key: str) -> "Settings":
        """The table under a key, empty if it is absent or (collected) not a table."""
        value = self.given.get(key, {})
        if not isinstance(value, Mapping):
            self._wrong_type(key, "a table")
            value = {}
        return Settings(value, self._name, (*self._above, key), self.problems)

    def text(self, key: str, *, needed: bool = False) -> str:
        """The text under a key; empty if absent."""
        value = self.given.get(key, "")
        if not isinstance(value, str):
            self._wrong_type(key, "a text")
            return ""
        if needed and not value:
            self.wrong(key, "missing_key", key=self.path(key))
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; numbers are taken as texts, a single text as a list of one."""
        value = self.given.get(key, [])
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, Sequence) or not all(type(item) in (str, int) for item in value):
            self._wrong_type(key, "a list of texts")
            return ()
        return tuple(str(item) for item in value)

    def all_texts(self) -> dict[str, str]:
        """Every setting of the table as a text."""
        return {key: self.text(key, needed=True) for key in self.given}

    def choice(self, key: str, choices: Sequence[str], *, needed: bool = False) -> str:
        """One of some texts; empty if absent or (collected) another."""
        value = self.text(key, needed=needed)
        if value and value not in choices:
            self.wrong(key, "wrong_choice", value=value, key=self.path(key), known=", ".join(choices))
            return ""
        return value

    def yes_no(self, key: str) -> bool:
        """A yes or no, which must be given."""
        value = self.given.get(key)
        if not isinstance(value, bool):
            self._needed(key, "true or false")
            return False
        return value

    def whole(self, key: str) -> int:
        """A whole number, which must be given; at most 16 bits."""
        value = self.given.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not -32768 <= value <= 32767:
            self._needed(key, "a whole number")
            return 0
        return value

    def _needed(self, key: str, expected: str) -> None:
        if key in self.given:
            self._wrong_type(key, expected)
        else:
            self.wrong(key, "missing_key", key=self.path(key))
