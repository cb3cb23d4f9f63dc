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
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "momentum.test"
RUN_AS = "daemon"
STARTED = time.monotonic()
# How exposed a unit may be by systemd's own measure, from 0 (shut) to 10 (open).
MOST_EXPOSED = 2.5


def step(text: str) -> None:
    print(f"{time.monotonic() - STARTED:5.1f} s  {text}", flush=True)


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, ready, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.1)
    sys.exit(f"{what} did not come up within {seconds:.0f} seconds")


class Place:
    """The clean root, and everything that runs in it; `close` ends what was started and removes it."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="momentum-install-"))
        self.root.chmod(0o755)
        self.private = self.root / "private-tmp"
        self.private.mkdir(mode=0o1777)
        self.children: list[subprocess.Popen] = []
        self.postgres, self.http, self.https, self.smtp = free_port(), free_port(), free_port(), free_port()

    def start(self, name: str, *command: str | Path, **options) -> subprocess.Popen:
        log = (self.root / f"{name}.log").open("w")
        child = subprocess.Popen(
            [str(each) for each in command], stdout=log, stderr=log, start_new_session=True, **options
        )
        self.children.append(child)
        return child

    def close(self) -> None:
        # All of it is thrown away: nothing need be put in order first.
        for child in reversed(self.children):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    # --- What a server has before Momentum comes -----------------------------------------------------------
    def database(self) -> None:
        """A PostgreSQL that asks for passwords; its superuser comes in by the socket only."""
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[
            -1
        ]
        folder = self.root / "postgres"
        folder.mkdir()
        shutil.chown(folder, "postgres", "postgres")
        as_postgres = ("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups")
        run(*as_postgres, binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256")  # fmt: skip
        self.start("postgres", *as_postgres, binaries / "postgres", "-D", folder / "data", "-p", str(self.postgres),
                   "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off")  # fmt: skip
        self.superuser = {"PGHOST": str(folder), "PGPORT": str(self.postgres), "PGUSER": "postgres"}
        probe = ["psql", "-qAt", "-d", "postgres", "-c", "SELECT 1"]
        env = os.environ | self.superuser
        wait_for("PostgreSQL", lambda: subprocess.run(probe, env=env, capture_output=True).returncode == 0)

    def certificate(self) -> None:
        """A certificate authority, and a certificate by it for the server's name."""
        folder = self.root / "authority"
        folder.mkdir()
        authority, key = folder / "authority.pem", folder / "authority.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign", "-keyout", key, "-out", authority)  # fmt: skip
        tls = self.root / "etc/momentum/tls"
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={NAME}",
            "-keyout", tls / "key.pem", "-out", folder / "request.pem")  # fmt: skip
        names = folder / "names"
        names.write_text(f"subjectAltName=DNS:{NAME}\nextendedKeyUsage=serverAuth\n")
        run("openssl", "x509", "-req", "-in", folder / "request.pem", "-CA", authority, "-CAkey", key, "-days", "90",
            "-extfile", names, "-out", tls / "fullchain.pem")  # fmt: skip
        (tls / "key.pem").chmod(0o600)
        self.trust = ssl.create_default_context(cafile=str(authority))

    def mail_server(self) -> None:
        folder = self.root / "letters"
        folder.mkdir()
        sink = ROOT / "tests" / "accounts" / "smtp_sink.py"
        self.start("smtp", sys.executable, sink, folder, str(self.smtp), stdin=subprocess.PIPE)

    # --- The installation, and what systemd would start --------------------------------------------------------
    def install(self) -> None:
        env = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("MOMENTUM_", "DATABASE_", "DJANGO_"))
        }
        host = {"PGHOST": "127.0.0.1"} | self.superuser
        run(
            "sh",
            ROOT / "deploy" / "install.sh",
            NAME,
            env=env | host | {"ROOT": str(self.root), "RUN_AS": RUN_AS},
        )
        for file in (self.root / "etc/momentum").glob("*.env"):
            text = file.read_text()
            file.write_text(text.replace("smtp://127.0.0.1:25", f"smtp://127.0.0.1:{self.smtp}"))

    def unit(self, name: str) -> dict[str, list[str]]:
        """The lines of a unit, by their name."""
        found: dict[str, list[str]] = {}
        for line in (self.root / "etc/systemd/system" / name).read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                found.setdefault(key, []).append(value)
        return found

    def command_of(self, name: str) -> tuple[list[str], dict[str, str], str]:
        """What a unit starts: command line, environment and folder, in its user's skin."""
        unit = self.unit(name)
        (user,), (group,) = unit["User"], unit["Group"]
        env = {"PATH": os.defpath} | dict(pair.split("=", 1) for pair in unit["Environment"])
        for file in unit.get("EnvironmentFile", []):
            lines = Path(file).read_text().splitlines()
            env |= dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        skin = [
            "setpriv",
            "--reuid",
            user,
            "--regid",
            group,
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
        ]
        return [*self.shut_in(), *skin, *shlex.split(unit["ExecStart"][0])], env, unit["WorkingDirectory"][0]

    def shut_in(self) -> list[str]:
        """ProtectSystem=strict and PrivateTmp by hand: everything can be read, and only the state written."""
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
            return []
        state = self.root / "var/lib/momentum"
        script = (
            f"mount --bind {state} {state} && mount -o remount,bind,ro / && mount -o remount,bind,rw {state} "
            f'&& mount -t tmpfs tmpfs {self.private} && export TMPDIR={self.private} && exec "$@"'
        )
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"]

    def oneshot(self, name: str) -> subprocess.CompletedProcess:
        command, env, folder = self.command_of(name)
        return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)

    def serve(self) -> None:
        """Socket, pages, worker and front, as their units start them."""
        unit = self.unit("momentum-web.socket")
        (self.sock,) = unit["ListenStream"]
        Path(self.sock).parent.mkdir(parents=True)
        command, env, folder = self.command_of("momentum-web.service")
        handed = [f"--setenv={key}={value}" for key, value in env.items()]
        self.start(
            "web", "systemd-socket-activate", f"--listen={self.sock}", *handed, *command, cwd=folder, env=env
        )
        wait_for("the socket", lambda: Path(self.sock).exists())
        shutil.chown(self.sock, unit["SocketUser"][0], unit["SocketGroup"][0])
        os.chmod(self.sock, int(unit["SocketMode"][0], 8))
        command, env, folder = self.command_of("momentum-worker.service")
        self.start("worker", *command, cwd=folder, env=env)
        site = self.root / "etc/nginx/conf.d/momentum.conf"
        text = (
            site.read_text()
            .replace("listen [::]:", "#")
            .replace(f"https://{NAME}$", f"https://{NAME}:{self.https}$")
        )
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.https}", text)
        text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.http}", text)
        site.write_text(text.replace("/var/log/nginx", str(self.root)))
        whole = self.root / "etc/nginx/nginx.conf"
        whole.write_text(
            f"user www-data; worker_processes 1; pid {self.root}/nginx.pid; daemon off; error_log stderr crit;\n"
            "events {} http { include /etc/nginx/mime.types; include " + str(site) + "; }\n"
        )
        run("nginx", "-t", "-c", whole)
        self.start("nginx", "nginx", "-c", whole)

    def ask(self, path: str, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None):
        """A request from outside, over TLS; the chain and the name are verified."""
        connection = http.client.HTTPSConnection(NAME, self.https, context=self.trust, timeout=30)
        connection._create_connection = lambda address, *more: socket.create_connection(
            ("127.0.0.1", address[1]), *more
        )  # type: ignore[attr-defined]
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        return answer


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
