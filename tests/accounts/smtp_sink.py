"""A real mail server in a process of its own. What it does with a letter, the address says before its @:
accept, defer, refuse, refuse-letter, hang or die. Letters it accepts become files in the folder it is given."""

import asyncio
import os
import sys
import uuid
from pathlib import Path

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(self, server, session, envelope, address, options):
        match address.partition("@")[0].partition("+")[0]:
            case "defer":
                return "451 4.7.1 Come back later, Sanne de Wit"
            case "refuse":
                return "550 5.1.1 No Sanne de Wit here"
            case "hang":
                await asyncio.sleep(60)
            case "die":
                os._exit(1)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = envelope.rcpt_tos[0].partition("@")[0]
        if kind == "refuse-letter":
            return "554 5.6.0 Not this one"
        (self.folder / f"{uuid.uuid4()}.eml").write_bytes(envelope.content)
        if kind == "accept-and-die":
            asyncio.get_running_loop().call_later(0.05, os._exit, 1)
        return "250 OK"


def main() -> None:
    controller = Controller(Sink(Path(sys.argv[1])), hostname="127.0.0.1", port=int(sys.argv[2]))
    controller.start()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
