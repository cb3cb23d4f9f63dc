"""The pictures of README and docs, taken from the demo city by a real browser: `make screenshots`.

Serves a city of its own in a temporary place, takes every picture in `PICTURES`, and writes docs/pictures.
Needs Debian's Chromium.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
LARGEST = 150_000
PATIENCE = 300


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    role: str = ""
    width: int = 1180
    height: int = 800
    scheme: str = "light"


PICTURES = (
    Picture("home", "en/"),
    Picture("monitor", "en/monitor/2016/", height=880),
    Picture("enterprises", "en/enterprises/", width=1024, height=720),
    Picture("desk", "en/desk/", role="work_coach"),
    Picture("monitor-dark", "en/monitor/2016/", scheme="dark"),
    Picture("home-narrow", "en/", width=360, height=900),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_city(place: Path) -> Iterator[str]:
    """The address of a demo city of its own, as a stranger would get it."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("MOMENTUM_", "DJANGO_", "DATABASE_"))
    }
    environment |= {"MOMENTUM_VAR": str(place), "MOMENTUM_ENV": str(place / "momentum.env")}
    port = free_port()
    command = [sys.executable, "-m", "momentum.site.serve", "--port", str(port)]
    with (place / "server.log").open("w+") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            if not ready(f"http://127.0.0.1:{port}/healthz", server):
                log.seek(0)
                sys.exit(f"The city did not come up:\n{log.read()[-3000:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def ready(address: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.3)
    return False


def sign_in(page: Page, address: str, role: str) -> None:
    """As the first person of the demo city in this role."""
    from momentum.accounts.policy import Role

    page.goto(f"{address}/en/sign-in-as/")
    name = str(Role(role).label).capitalize()
    page.locator(".card", has=page.get_by_role("heading", name=name, exact=True)).first.get_by_role(
        "button"
    ).click()
    page.wait_for_url("**/desk/")


def take(browser: Browser, address: str, picture: Picture) -> bytes:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.role:
        sign_in(page, address, picture.role)
    page.goto(f"{address}/{picture.path}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(animations="disabled")
    context.close()
    return taken


def main() -> None:
    if not CHROMIUM.exists():
        sys.exit("The pictures are taken with Debian's Chromium: apt install chromium")
    os.environ.setdefault("MOMENTUM_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django
    from django.utils.translation import activate

    django.setup()
    activate("en")
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_large: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="momentum-pictures-") as place,
        served_city(Path(place)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            taken = take(browser, address, picture)
            if len(taken) > LARGEST:
                too_large.append(picture.name)
            (FOLDER / f"{picture.name}.png").write_bytes(taken)
            print(f"{picture.name}.png  {len(taken):,} bytes")
        browser.close()
    if too_large:
        sys.exit(f"More than {LARGEST:,} bytes: {', '.join(too_large)}. Make them smaller.")


if __name__ == "__main__":
    main()
