"""Values out of a TOML file, each checked, each refused with a sentence that says where it stands."""

from collections.abc import Collection, Mapping
from typing import Any

from momentum.methods.disclosure.dimensions import TableError


class Part:
    """One table of the TOML: `where` names it in sentences, `known` are the keys it may have (None: any)."""

    def __init__(self, data: Any, where: str, known: Collection[str] | None) -> None:
        if not isinstance(data, dict):
            raise TableError(f"{where} must be a table of the spec, with a line for each of its keys.")
        self.data: Mapping[str, Any] = data
        self.where = where
        for name in sorted(set(data) - set(known)) if known is not None else ():
            raise TableError(
                f"{where} has {name}, which means nothing here. Known: {', '.join(sorted(known or ()))}."
            )

    def __contains__(self, name: str) -> bool:
        return name in self.data

    def wrong(self, name: str, wanted: str) -> TableError:
        """What to raise where a value is of the wrong kind."""
        told = repr(self.data.get(name))
        return TableError(f"{self.where} {name} is {told[:60]}; give {wanted}.")

    def text(self, name: str, default: str = "") -> str:
        value = self.data.get(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value.strip()

    def column(self, name: str) -> str | None:
        """The name of a column, or None where the key is absent or empty."""
        return self.text(name) or None

    def flag(self, name: str) -> bool | None:
        value = self.data.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def whole(self, name: str, default: int, most: int = 10**9) -> int:
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > most:
            raise self.wrong(name, f"a whole number, at most {most}")
        return value

    def number(self, name: str, default: float, most: float = 1e9) -> float:
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise self.wrong(name, "a number that is not negative")
        return float(value)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.data.get(name, default)
        if value not in choices:
            raise self.wrong(name, f"one of {', '.join(choices)}")
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(name, "a list of texts")
        return tuple(value)

    def pairs(self, name: str) -> dict[str, str]:
        """Texts to texts; numbers, as codes often are, count as texts."""
        value = self.data.get(name, {})
        if not isinstance(value, dict) or not all(is_code(each) for each in value.values()):
            raise self.wrong(name, 'a text for each code: { e1 = "food" }')
        return {str(key): str(each) for key, each in value.items()}

    def parts(self, name: str, known: Collection[str] | None) -> list["Part"]:
        """The tables of a list, as in [[name]]."""
        value = self.data.get(name, [])
        if not isinstance(value, list):
            raise TableError(f"{name} must be a list: write [[{name}]] before each.")
        return [Part(each, f"[[{name}]]", known) for each in value]


def is_code(value: Any) -> bool:
    """Whether a TOML value can stand for a code: a text or a whole number."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
