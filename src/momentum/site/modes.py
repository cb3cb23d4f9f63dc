"""The two ways in which Momentum runs, and what each refuses to start with."""

from collections.abc import Mapping

DEMO = "demo"
CITY = "city"


def refusals(settings: Mapping[str, str]) -> list[str]:
    """What stands in the way of starting with these settings, a sentence each; empty when nothing does."""
    mode = settings.get("MOMENTUM_MODE", "")
    if mode not in (DEMO, CITY):
        return [
            "Say in so many words how Momentum runs: MOMENTUM_MODE=demo (invented people, anybody signs in as "
            "anybody; `make run` sets it) or MOMENTUM_MODE=city (real people). "
            + (f"“{mode}” is neither." if mode else "It is not set.")
        ]
    return _of_a_city(settings) if mode == CITY else []


def _of_a_city(settings: Mapping[str, str]) -> list[str]:
    found = []
    hosts = [each.strip() for each in settings.get("MOMENTUM_HOSTS", "").split(",") if each.strip()]
    if not hosts or "*" in hosts:
        found.append("MOMENTUM_HOSTS must name the addresses of a city's own, such as momentum.example.org.")
    if settings.get("MOMENTUM_DEBUG") == "1":
        found.append(
            "MOMENTUM_DEBUG=1 shows people's data in errors: it has no place in a city. Take it out."
        )
    if settings.get("MOMENTUM_TODAY"):
        found.append("MOMENTUM_TODAY stops the clock, by which mandates and records end. Take it out.")
    return found
