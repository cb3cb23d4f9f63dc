"""`manage.py build_demo`: a demo city, its edition, and tables that were asked for."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from momentum.accounts.keys import KeyDestroyed
from momentum.demo.building.city import already_built, build_city
from momentum.demo.edition import NotPublished, publish_edition
from momentum.demo.requests import answer_requests

DEFAULT_SEED = 4_870_213
"""Found by `momentum.demo.calibration`; docs/explanation/demo-city.md tells how, and what it makes come out."""


class Command(BaseCommand):
    help = "Builds the demo city from a seed into an empty database, and publishes its edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help=f"default {DEFAULT_SEED}")
        parser.add_argument(
            "--if-absent",
            action="store_true",
            help="leave a city that stands already, and only finish an edition that was broken off",
        )
        parser.add_argument(
            "--without-edition", action="store_true", help="leave the edition to be built by hand"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seed"] < 0:
            raise CommandError("A seed is a whole number of zero or more. Give another one.")
        if not already_built():
            begun = perf_counter()
            try:
                build_city(options["seed"], self._say)
            except KeyDestroyed as reason:
                raise CommandError(
                    "The keys are of an earlier demo city, in which people were erased; they cannot be made "
                    f"again. Remove the folders {settings.KEYS} and {settings.LEDGER} as well, and start again."
                ) from reason
            self._say(f"{perf_counter() - begun:5.1f} s  the city stands")
        elif not options["if_absent"]:
            raise CommandError(
                "The database is not empty, and a demo city is only built into an empty one. Remove the "
                "database file (or empty the database) first, or say --if-absent to leave it as it is."
            )
        if not options["without_edition"]:
            self._publish(must=not options["if_absent"])

    def _publish(self, *, must: bool) -> None:
        try:
            answer_requests(publish_edition(self._say), self._say)
        except NotPublished as reason:
            if must:
                raise CommandError(str(reason)) from reason
            self._say(str(reason))

    def _say(self, text: str) -> None:
        self.stderr.write(text)
