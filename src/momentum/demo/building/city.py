"""The whole demo city, from nothing to a database full of people who do not exist."""

from collections.abc import Callable
from time import perf_counter

from django.db import connection, transaction

from momentum.accounts.models import Organisation, User
from momentum.accounts.policy import Role
from momentum.demo.building import afterwards, guidance, people, scenes, stays
from momentum.demo.building.cast import Member, write_cast
from momentum.demo.building.identity import write_identity
from momentum.demo.building.registry import load_city, write_registry
from momentum.demo.city import City, generate
from momentum.sector.models import Place

Say = Callable[[str], None]


def already_built() -> bool:
    return Organisation.objects.exists() or User.objects.exists()


def build_city(seed: int, say: Say = lambda _text: None) -> City:
    """Writes the city of a seed into an empty database, all of it or nothing; `say` is told each step's time."""
    begun = perf_counter()

    def done(step: str) -> None:
        say(f"{perf_counter() - begun:5.1f} s  {step}")

    city = generate(seed)
    done(
        f"seed {seed}: {city.population.count} people and {len(city.population.spells.start)} stays and jobs"
    )
    with transaction.atomic():
        load_city()
        organisations, seats = write_registry(city.organisations, seed)
        cast = write_cast(organisations, seed)
        done(f"{len(organisations)} organisations and {len(seats)} places")
        write_identity(city.organisations, organisations, cast, seed)
        done("rounds on identity, requirements, texts and statements")
        _write_journeys(city, organisations, seats, cast, done)
        _tell_the_planner()
    done("everything kept")
    return city


def _tell_the_planner() -> None:
    """Both databases plan by what they know of their tables; after so many rows at once they know nothing yet, and
    PostgreSQL then takes minutes for what takes a moment."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write_journeys(
    city: City, organisations: list[Organisation], seats: list[Place], cast: list[Member], done: Say
) -> None:
    guides = guidance.choose_guides(city, organisations, cast)
    shown = scenes.shown_participants(city)
    _give_manager(guides, cast, shown)
    journeys, identities = people.write_people(city, guides.manager >= 0)
    scenes.write_participants(city, shown, identities)
    done("identities, journeys, grounds and target groups")
    spells = stays.write_spells(city, journeys, organisations, seats)
    done("stays and hours")
    stays.write_assessments(city, journeys, spells, guidance.coaches_of(cast))
    done("assessments")
    guidance.write_referrals(city, journeys, organisations, cast, guides, stays.place_of_seat(seats))
    guidance.write_assignments(city, journeys, cast, guides)
    done("referrals and caseloads")
    keeper = next(each.user for each in cast if each.role == Role.JOURNEY_KEEPER)
    afterwards.write_follow_ups(city, spells, keeper)
    done("follow-ups")
    scenes.write_merged(city, journeys)
    scenes.write_references(city, journeys, spells, cast)
    scenes.write_questions(city, shown, journeys, spells, cast)
    scenes.write_looks(city, shown, journeys, cast)
    scenes.write_questions_about_looks(city, shown, journeys, cast)


def _give_manager(guides: guidance.Guides, cast: list[Member], shown: list[int]) -> None:
    """The participants who sign in have a case manager who does too."""
    manager = next(place for place, each in enumerate(cast) if each.role == Role.CASE_MANAGER)
    for person in shown:
        guides.manager[person] = manager
