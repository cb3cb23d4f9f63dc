"""A clean root with Momentum installed in it as docs/how-to/install.md says, and all that a server has beside it.

For `try_install.py`, which uses it from outside. Nothing of the machine's own services is started: PostgreSQL, a
certificate authority, a mail server and the units' own command lines run in the root, and go with it.
"""

import http.client
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
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "momentum.test"
RUN_AS = "daemon"


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
