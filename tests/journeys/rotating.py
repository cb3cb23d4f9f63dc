"""Run by test_rotating: for every line it reads, a new process rotates the keys; tells its number, then how it ended."""

import os
import sys

import django

django.setup()

from momentum.accounts.keys import rotation  # noqa: E402

print("ready", flush=True)
for _line in sys.stdin:
    child = os.fork()
    if not child:
        rotation.renew_wrapping()
        rotation.begin()
        rotation.reseal()
        rotation.finish(at_once=True)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
