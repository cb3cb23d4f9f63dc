"""A browser of a few lines: cookies, forms and no redirects, over a real connection that may break at any moment."""

import contextlib
import http.client
import re
import uuid
from urllib.parse import urlencode

BROKEN = (OSError, http.client.HTTPException)
"""What a request raises whose answer never came."""


class Browser:
    def __init__(self, port: int, mandate: str) -> None:
        """Signed in under that mandate, by the demonstration's own buttons."""
        self.port, self.mandate, self.cookies = port, mandate, {"language": "en"}
        self.sign_in()

    def sign_in(self) -> None:
        """Shows anew who this is, as is asked before a step that weighs when the last time is long ago."""
        self.get("/en/sign-in-as/")
        status, place, _text = self.post("/en/sign-in-as/", {"mandate": self.mandate})
        assert (status, place) == (302, "/en/desk/"), (status, place)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, form: dict, file: tuple[str, bytes] | None = None) -> tuple[int, str, str]:
        """Status, where it leads to, and the page."""
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(form).encode()
        else:
            mark = uuid.uuid4().hex
            kind = f"multipart/form-data; boundary={mark}"
            head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\nContent-Type: text/csv\r\n\r\n'
            body = head.encode() + file[1] + f"\r\n--{mark}--\r\n".encode()
        return self._ask(
            "POST", path, body, {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        )

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, headers | {"Cookie": cookies})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in re.findall(r"^Set-Cookie: ([^=]+)=([^;]*)", str(answer.headers), re.M | re.I):
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            connection.close()

    def ask(self, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and page, whatever they are."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request("GET", path, headers={"Cookie": cookies})
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")
