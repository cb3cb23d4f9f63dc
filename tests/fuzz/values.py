"""What somebody could send: what a form offers, what it does not, and what nobody should."""

import random
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from tests.fuzz.city import City

ODD = [
    "", " ", "\x00", "0", "-1", "99999999999999999999", "1e400", "NaN", "true", "null", "[]", "{}", "%", "%00", "'",
    "' OR 1=1 --", '"><script>alert(1)</script>', "{{ 7*7 }}", "{% debug %}", "../../etc/passwd", "é́͂̈", "🙂", "\u202eabc",
    "ﬀ", "\ud7ff", "a" * 300, "a" * 20_000, "31-02-2017", "2017-13-45", "0000-00-00", "9999-12-31", "1-1-1", "٣١-١٢-٢٠١٦",
    "nan", "inf", "-inf", "1,5", "1.5", "168,1", "123456782", "http://example.org/", "//example.org", "javascript:alert(1)",
]  # fmt: skip
QUERY = ["q", "search", "state", "sort", "page", "mine", "purpose", "district", "group", "kind", "place", "person",
         "organisation", "next", "role", "verb", "since", "until", "acting", "refused", "by", "table", "cell", "period",
         "borough", "branch", "measure", "lang", "reason", "spell", "journey", "confirm", "edition"]  # fmt: skip
FILES = [
    ("stays.csv", b"person;start;end\nP1;01-02-2016;\n"),
    ("stays.csv", b"\xff\xfe\x00\x00\x00"),
    ("stays.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ("../../stays.csv", b"person,start\n1,2016-01-01\n" * 50),
    ("page.html", b"<script>alert(1)</script>"),
    ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("empty.csv", b""),
    ("a" * 300 + ".csv", b"a;b\n1;2\n"),
]


class Values:
    def __init__(self, chance: random.Random, city: City) -> None:
        self.random, self.city = chance, city

    def headers(self) -> dict[str, str]:
        if self.random.random() < 0.7:
            return {}
        return self.random.choice(
            [
                {"accept-language": self.random.choice(["nl", "en", "xx", "*;q=0", "nl" * 500])},
                {"referer": self.random.choice(ODD).encode("latin-1", "ignore").decode("latin-1")},
                {"cookie": "sessionid=nonsense; language=xx; messages=%7B"},
                {"x-forwarded-for": "10.0.0.1, ' OR 1=1"},
                {"x-requested-with": "XMLHttpRequest"},
                {"range": "bytes=5-1"},
                {"if-none-match": '"x"', "if-modified-since": "yesterday"},
            ]
        )

    def query(self) -> dict[str, str]:
        if self.random.random() < 0.4:
            return {}
        names = self.random.sample(QUERY, self.random.randint(1, 4))
        return {name: self.text() for name in names}

    def text(self) -> str:
        kind = self.random.random()
        if kind < 0.2:
            return self.random.choice(sorted(self.city.words))
        if kind < 0.5:
            return self.random.choice(ODD)
        if kind < 0.7:
            return self.day()
        if kind < 0.85:
            return str(self.random.choice(self.city.keys))
        return self.random.choice(
            ["running", "waiting", "ended", "-name", "since", "2", "1", "on", "csv", "read", "en"]
        )

    def day(self) -> str:
        day = date(2016, 11, 28) + timedelta(days=self.random.randint(-4000, 800))
        return day.strftime(self.random.choice(["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"]))

    def key(self, kind: str) -> object:
        if kind == "uuid":
            return f"{self.random.getrandbits(32):08x}-0000-4000-8000-000000000000"
        if kind == "int":
            return self.random.choice([0, 1, 99999, 2**63])
        return self.random.choice(["nowhere", "a", "csv", "x" * 80, "wp-login", "-"])

    def form(self, fields: dict[str, tuple[str, list[str]]]) -> dict[str, Any]:
        """Mostly what the form offers, so that a walk comes further than its first page; sometimes anything at all."""
        wild = self.random.random() < 0.3
        data: dict[str, Any] = {}
        for name, (kind, offered) in fields.items():
            if self.random.random() < 0.08:
                continue
            if kind == "file":
                data[name] = self.file()
            elif offered and not wild and self.random.random() < 0.9:
                data[name] = (
                    self.random.choice(offered) if kind not in ("text", "textarea") else self._typed(offered)
                )
            else:
                data[name] = self.text()
        if self.random.random() < 0.15 or not fields:
            data |= {name: self.text() for name in self.random.sample(QUERY, 2)}
        return data

    def _typed(self, offered: list[str]) -> str:
        filled = [each for each in offered if each]
        return (
            self.random.choice(filled)
            if filled
            else self.random.choice([self.text(), self.day(), "Jansen", "24"])
        )

    def file(self) -> BytesIO:
        name, content = self.random.choice(FILES)
        file = BytesIO(content)
        file.name = name
        return file
