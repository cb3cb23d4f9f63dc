"""`make run`: prepares the place, builds the demo city if absent, then keeps a web server and a worker running.

One small supervisor instead of a process manager: both children die with it, also after kill -9, because
they ask the kernel for that; a child that ends by itself is started again.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEMO_DAY = "2017-02-14"
PR_SET_PDEATHSIG = 1


def write_environment() -> None:
    """The settings file of the demonstration, unless somebody has written one."""
    file = Path(os.environ.get("MOMENTUM_ENV", ROOT / "var" / "momentum.env"))
    if file == Path(os.devnull) or file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"MOMENTUM_MODE=demo\nMOMENTUM_TODAY={DEMO_DAY}\n", encoding="utf-8")
    file.chmod(0o600)


def prepare() -> None:
    """Translations, static files, tables and, if absent, the demo city."""
    import django
    from django.core.management import call_command

    from momentum.site.translations import compile_catalogues

    # Tables and the demo city are the owner's work; the children that serve start in the application's role.
    os.environ["MOMENTUM_DATABASE_AS"] = "owner"
    compile_catalogues()
    django.setup()
    del os.environ["MOMENTUM_DATABASE_AS"]
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("build_demo", if_absent=True)


def die_with_parent() -> None:
    """Run in a child before its program starts (Linux only; elsewhere the supervisor's own farewell must do)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def web(port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "momentum.site.wsgi:application",
        "--config",
        "python:momentum.site.gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
    ]


def worker() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "work"]


def wait_until_ready(port: int, alive: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether /healthz answered 200 within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.2)
    return False


def welcome(port: int) -> None:
    from django.utils.translation import override

    from momentum.accounts.queries import demo_mandates

    print(f"\n  Momentum is ready:  http://127.0.0.1:{port}/\n")
    print(f"  Sign in as anyone:  http://127.0.0.1:{port}/en/sign-in-as/   (one button a role, no password)")
    with override("en"):
        for mandate in demo_mandates():
            where = f", {mandate.organisation.name}" if mandate.organisation else ""
            print(f"     {mandate.get_role_display():<20} {mandate.user.shown_name}{where}")
    print("\n  Demonstration, no real people. Stop with Ctrl-C.\n", flush=True)


def supervise(commands: dict[str, list[str]], port: int) -> int:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "momentum.site.settings"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def start(name: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(commands[name], env=environment, cwd=ROOT, preexec_fn=die_with_parent)  # noqa: S603

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    children = {name: start(name) for name in commands}
    try:
        if not wait_until_ready(port, lambda: children["web"].poll() is None):
            print(
                f"The server did not come up on port {port}. Is something else using it? Try: make run PORT=8001",
                file=sys.stderr,
            )
            return 1
        welcome(port)
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"The {name} ended (code {child.returncode}); starting it again.", file=sys.stderr)
                    children[name] = start(name)
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare-only", action="store_true", help="set everything up and stop")
    arguments = parser.parse_args()
    write_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    prepare()
    if arguments.prepare_only:
        return 0
    return supervise({"web": web(arguments.port), "worker": worker()}, arguments.port)


if __name__ == "__main__":
    sys.exit(main())
