"""A PostgreSQL of our own, which may be stopped and killed without anybody else noticing."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """The folder with PostgreSQL's own programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """`url` is the address of its server; it lives in a folder of its own until `remove`."""

    def __init__(self) -> None:
        self.bin = programs()
        assert self.bin is not None, "PostgreSQL is not installed (apt install postgresql)"
        self.folder = Path(tempfile.mkdtemp(prefix="momentum-cluster-"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if getpass.getuser() == "root":
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb", "-D", self.data, "-A", "trust", "-U", "momentum", "-E", "UTF8", "--locale=C.UTF-8"
        )
        self.start()
        self.url = f"postgres://momentum@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop_at_once(self) -> None:
        """As after a power cut: no checkpoint, and recovery at the next start."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def remove(self) -> None:
        subprocess.run(
            self._as_postgres("pg_ctl", "-D", self.data, "-m", "immediate", "stop"), capture_output=True
        )
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: str) -> None:
        # What a started server keeps open must not be our pipe.
        with (self.folder.parent / f"{self.folder.name}.out").open("w+") as out:
            done = subprocess.run(self._as_postgres(*command), stdout=out, stderr=out, cwd="/")
            out.seek(0)
            said = out.read()
        os.unlink(out.name)
        assert done.returncode == 0, said

    def _as_postgres(self, program: str, *words: str) -> list[str]:
        command = [str(self.bin / program), *words]
        return ["runuser", "-u", "postgres", "--", *command] if getpass.getuser() == "root" else command
