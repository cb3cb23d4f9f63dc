"""Installs Momentum as docs/how-to/install.md says, into a clean root, and uses it from outside.

    sudo .venv/bin/python tools/try_install.py

Needs root, PostgreSQL, nginx, openssl and systemd's tools; starts none of the machine's own services. A PostgreSQL of
its own with passwords and two roles, a certificate authority of its own, the front and the units' own command lines:
the pages must answer over a verified chain, in city mode, and the doctor must find nothing broken.
"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

from clean_root import NAME, Place, run, wait_for

STARTED = time.monotonic()
# How exposed a unit may be by systemd's own measure, from 0 (shut) to 10 (open).
MOST_EXPOSED = 2.5


def step(text: str) -> None:
    print(f"{time.monotonic() - STARTED:5.1f} s  {text}", flush=True)


def units_are_right(place: Place) -> None:
    units = sorted((place.root / "etc/systemd/system").iterdir())
    assert len(units) == 7, units
    said = run("systemd-analyze", "verify", "--man=no", *units)
    assert not said.stderr.strip(), said.stderr
    for unit in (each for each in units if each.suffix == ".service"):
        told = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
            capture_output=True,
            text=True,
        )
        (exposed,) = re.findall(r"exposure level for \S+ (\d+\.\d+)", told.stdout)
        assert float(exposed) <= MOST_EXPOSED, f"{unit.name} is exposed {exposed}"


def files_are_shut(place: Place) -> None:
    conf, state = place.root / "etc/momentum", place.root / "var/lib/momentum"
    for file in conf.glob("*.env"):
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert (conf / "owner.env").stat().st_uid == 0
    assert state.stat().st_mode & 0o777 == 0o700
    assert "OWNER" not in (conf / "momentum.env").read_text(), "the pages know the owner's address"


def pages_answer(place: Place) -> None:
    def up() -> bool:
        try:
            return place.ask("/healthz").status == 200
        except OSError:
            return False

    wait_for("https", up, 60)
    home = place.ask("/nl/")
    assert home.status == 200, home.status
    assert "max-age=31536000" in home.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in home.headers["Content-Security-Policy"]
    assert "Demonstra" not in home.text
    style = re.findall(r'href="(/static/site/momentum\.[0-9a-f]+\.css)"', home.text)
    assert place.ask(style[0]).status == 200
    login = place.ask("/nl/account/login/")
    cookies = login.headers.get_all("Set-Cookie") or []
    assert any(each.startswith("__Host-csrf=") for each in cookies), cookies
    assert all("Secure" in each and "HttpOnly" in each for each in cookies), cookies
    assert place.ask("/en/sign-in-as/").status == 404
    assert place.ask("/.well-known/security.txt").status == 200
    assert place.ask("/metrics", headers={"Authorization": "Bearer x"}).status == 404
    assert place.ask("/nl/", headers={"Host": "other.example.org"}).status in (400, 404, 421)
    assert place.ask("/nl/account/login/", "POST", headers={"Content-Length": "64000000"}).status == 413
    plain = http.client.HTTPConnection("127.0.0.1", place.http, timeout=10)
    plain.request("GET", "/nl/", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}:{place.https}/nl/")


def figures_come_by_the_socket(place: Place) -> None:
    token = (place.root / "var/lib/momentum/keys/metrics_token").read_text()
    with socket.socket(socket.AF_UNIX) as inside:
        inside.connect(place.sock)
        inside.sendall(f"GET /metrics HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        with inside.makefile() as answer:
            text = answer.read()
    assert "momentum_requests_total{" in text, text[:500]


def old_protocols_are_refused(place: Place) -> None:
    old = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{place.https}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
        input="", capture_output=True, text=True,
    )  # fmt: skip
    assert "Cipher is (NONE)" in old.stdout, old.stdout


def the_log_has_one_line_a_request(place: Place) -> None:
    lines = [line for line in (place.root / "web.log").read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    assert {"home", "account_login"} <= {line.get("route") for line in told}, lines


def the_doctor_is_content(place: Place) -> None:
    backup = place.oneshot("momentum-backup.service")
    assert backup.returncode == 0, backup.stdout + backup.stderr

    def findings() -> list[dict[str, str]]:
        command, env, folder = place.command_of("momentum-doctor.service")
        done = subprocess.run([*command, "--json"], env=env, cwd=folder, capture_output=True, text=True)
        assert done.returncode in (0, 1, 2), done.stderr
        return json.loads(done.stdout)

    # The worker does its first daily work on its own, shortly after it starts.
    deadline = time.monotonic() + 40
    while bad := [each for each in findings() if each["status"] != "ok"]:
        if time.monotonic() > deadline:
            sys.exit(
                "the doctor finds:\n"
                + "\n".join(f"{each['status']} {each['about']}: {each['said']}" for each in bad)
            )
        time.sleep(2)


def nothing_runs_with_more_than_it_needs(place: Place) -> None:
    """The application's address opens no row of a journey, and cannot make a table."""
    url = re.search(r"^DATABASE_URL=(.+)$", (place.root / "etc/momentum/momentum.env").read_text(), re.M)
    assert url
    psql = ["psql", "-qAt", url.group(1).replace("postgres://", "postgresql://"), "-c"]
    count = subprocess.run([*psql, "SELECT count(*) FROM journeys_journey"], capture_output=True, text=True)
    assert count.stdout.strip() == "0", count.stdout + count.stderr
    made = subprocess.run([*psql, "CREATE TABLE x (y int)"], capture_output=True, text=True)
    assert "permission denied" in made.stderr, made.stderr


def the_databases_own_log_quotes_nobody(place: Place) -> None:
    """An error about a value, caused on purpose: PostgreSQL's log tells of it without the value."""
    url = re.search(r"^DATABASE_OWNER_URL=(.+)$", (place.root / "etc/momentum/owner.env").read_text(), re.M)
    assert url
    sql = (
        "CREATE TEMP TABLE planted (email text UNIQUE); INSERT INTO planted VALUES ('sanne@planted.example');"
        "INSERT INTO planted VALUES ('sanne@planted.example')"
    )
    told = subprocess.run(
        ["psql", "-qAt", url.group(1).replace("postgres://", "postgresql://"), "-c", sql],
        capture_output=True,
        text=True,
    )
    assert "sanne@planted.example" in told.stderr, "the one who asks is told"
    log = (place.root / "postgres.log").read_text()
    assert "duplicate key value" in log
    assert "sanne@planted.example" not in log, log[-1000:]


def a_test_mail_arrives(place: Place) -> None:
    command, env, folder = place.command_of("momentum-doctor.service")
    subprocess.run(
        [*command, "--send-test-mail", "accept@example.org"], env=env, cwd=folder, capture_output=True
    )
    (letter,) = (place.root / "letters").glob("*.eml")
    assert "Momentum: test mail" in letter.read_text()


def the_worker_sends_what_is_queued(place: Place) -> None:
    command, env, folder = place.command_of("momentum-worker.service")
    code = "from django.core.mail import send_mail; send_mail('Queued', 'x', None, ['accept+queued@example.org'])"
    done = subprocess.run(
        [*command[:-1], "shell", "-c", code], env=env, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    letters = place.root / "letters"
    wait_for("the letter", lambda: any("Queued" in file.read_text() for file in letters.glob("*.eml")), 60)


CHECKS = (
    units_are_right, files_are_shut, pages_answer, figures_come_by_the_socket, old_protocols_are_refused,
    the_log_has_one_line_a_request, the_databases_own_log_quotes_nobody, a_test_mail_arrives,
    the_worker_sends_what_is_queued, nothing_runs_with_more_than_it_needs, the_doctor_is_content,
)  # fmt: skip


def main() -> int:
    if os.geteuid() != 0:
        sys.exit("Installing is root's work: sudo .venv/bin/python tools/try_install.py")
    missing = [
        each for each in ("nginx", "openssl", "systemd-analyze", "psql", "git") if not shutil.which(each)
    ]
    if missing:
        sys.exit(
            f"This machine lacks {', '.join(missing)} (apt install nginx-light openssl systemd postgresql git)."
        )
    place = Place()
    with ExitStack() as after:
        after.callback(place.close)
        step("a PostgreSQL with passwords")
        place.database()
        step("deploy/install.sh into a clean root")
        place.install()
        step("a certificate authority, a mail server")
        place.certificate()
        place.mail_server()
        step(
            "socket, pages, worker and front"
            + ("" if place.shut_in() else " (a read-only system cannot be tried here)")
        )
        place.serve()
        for check in CHECKS:
            step(check.__name__.replace("_", " "))
            try:
                check(place)
            except BaseException:
                for log in sorted(place.root.glob("*.log")):
                    print(f"--- {log.name}\n{log.read_text()[-3000:]}", file=sys.stderr)
                raise
    step("installed, used, and removed again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
