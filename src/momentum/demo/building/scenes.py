"""A few people shown from close by: participants who sign in, what they asked, and records merged into theirs."""

import numpy as np
from django.contrib.auth.hashers import make_password
from django.utils.timezone import localtime

from momentum.accounts.access_log.chain import append
from momentum.accounts.access_log.references import references_of
from momentum.accounts.access_log.sealing import seal_answer, seal_text
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import (
    AccessEntry,
    LogQuestion,
    LogQuestionKind,
    LogQuestionState,
    Mandate,
    User,
)
from momentum.accounts.policy import Record, Role, Verb
from momentum.accounts.purposes import STANDING_GROUND, STANDING_PURPOSE
from momentum.demo.building.cast import Member, address
from momentum.demo.building.guidance import SHOWN_FIRST
from momentum.demo.building.keys import date_of, keys, moment
from momentum.demo.city import City
from momentum.demo.population.details import generator
from momentum.demo.population.rates import RUNNING, day_of, read_rates
from momentum.demo.population.spells import COUNTED
from momentum.journeys.models import (
    CorrectionRequest,
    CorrectionState,
    Identity,
    Journey,
    RequestState,
    Right,
    RightsRequest,
    SourceReference,
    Spell,
)
from momentum.journeys.pseudonyms import for_journey
from momentum.journeys.terms import due

PARTICIPANTS = (("Anouk", "Winklaar"), ("Rachid", "Tahiri"), ("Els", "Hofstra"))
MERGED = 9


def shown_participants(city: City) -> list[int]:
    """People at the enterprise shown first whose journeys have most to tell, the richest first."""
    spells, today = city.population.spells, read_rates().day("today")
    enterprise = [each.slug for each in city.organisations.all].index(SHOWN_FIRST)
    here = (spells.organisation == enterprise) & (spells.start < today - 120) & (spells.end == RUNNING)
    here[np.setdiff1d(np.arange(len(here)), city.hours.spell)] = False
    people = np.setdiff1d(spells.person[here], spells.person[spells.second])
    people = people[city.population.standing[people] == COUNTED]
    many = np.bincount(spells.person[spells.seat >= 0], minlength=city.population.count)[people]
    measured = np.bincount(city.assessments.person, minlength=city.population.count)[people]
    order = np.lexsort((people, -(20 * np.minimum(many, 4) + np.minimum(measured, 40))))
    return people[order][: len(PARTICIPANTS)].tolist()


def write_participants(city: City, people: list[int], identities: list[Identity]) -> None:
    """Gives these people a name of their own and a sign-in."""
    users = [
        User(id=key, address_digest=address_digest(address(f"{first} {last}")), password=make_password(None))
        for key, (first, last) in zip(keys(city.seed, "participants", len(people)), PARTICIPANTS, strict=True)
    ]
    for person, user, (first, last) in zip(people, users, PARTICIPANTS, strict=True):
        user.sealed_for = identities[person].pseudonym
        user.seal(own_address=address(f"{first} {last}"))
    User.objects.bulk_create(users)
    # The first of them is the one whom the page "sign in as" offers.
    Mandate.objects.bulk_create(
        Mandate(id=key, user=user, role=Role.PARTICIPANT, starts=date_of(day_of(2013) + turn))
        for turn, (key, user) in enumerate(
            zip(keys(city.seed, "participants' mandates", len(people)), users, strict=True)
        )
    )
    for person, user, (first, last) in zip(people, users, PARTICIPANTS, strict=True):
        identity = identities[person]
        identity.user, identity.first_name, identity.last_name = user, first, last
        identity.email, identity.phone = address(f"{first} {last}"), "06 0000 0000"
        identity.save_without_historical_record()  # type: ignore[attr-defined]  # the history adds it at run time


def write_questions(
    city: City, people: list[int], journeys: list[Journey], spells: list[Spell], cast: list[Member]
) -> None:
    """Errors that participants reported in their own journeys: one answered, the others waiting."""
    coach = next(each.user for each in cast if each.role == Role.WORK_COACH)
    today = read_rates().day("today")
    rows = [
        (0, "De begindatum", "Volgens mij ben ik een week eerder begonnen dan hier staat.", 71, True),
        (0, "De uren per week", "Ik werk sinds januari een dag minder. Dat staat er nog niet in.", 3, False),
        (1, "De plek", "Er staat keuken, maar ik sta in de bottelarij.", 6, False),
    ]
    questions = CorrectionRequest.objects.bulk_create(
        CorrectionRequest(
            id=key,
            journey=journeys[people[who]],
            about=about,
            spell=_latest(spells, journeys[people[who]]),
            text=text,
            asked_at=moment(today - ago, 125),
            state=CorrectionState.NOT_CORRECTED if answered else CorrectionState.OPEN,
            answer="In onze eigen lijst staat ook deze dag. De week ervoor was je proefweek; die telt niet mee."
            if answered
            else "",
            answered_at=moment(today - ago + 2, 300) if answered else None,
            answered_by=coach if answered else None,
        )
        for key, (who, about, text, ago, answered) in zip(
            keys(city.seed, "questions", len(rows)), rows, strict=True
        )
    )
    _write_requests(city, questions, journeys[people[0]], today)


def _write_requests(city: City, questions: list[CorrectionRequest], asking: Journey, today: int) -> None:
    """The clocks of these errors; and somebody who wants their record only kept while one of them is open."""
    ids = keys(city.seed, "requests", len(questions) + 1)
    requests = [
        RightsRequest(
            id=key,
            journey=each.journey,
            right=Right.CORRECT,
            correction=each,
            asked_at=each.asked_at,
            due=due(localtime(each.asked_at).date()),
            state=RequestState.ASKED if each.state == CorrectionState.OPEN else RequestState.REFUSED,
            answered_at=each.answered_at,
            answered_by=each.answered_by,
        )
        for key, each in zip(ids, questions, strict=False)
    ]
    asked = moment(today - 26, 140)
    requests.append(
        RightsRequest(
            id=ids[-1],
            journey=asking,
            right=Right.RESTRICT,
            text="Zolang mijn uren niet kloppen, wil ik niet dat ze worden gebruikt.",
            asked_at=asked,
            due=due(localtime(asked).date()),
        )
    )
    RightsRequest.objects.bulk_create(requests)


def _latest(spells: list[Spell], journey: Journey) -> Spell:
    return max((spell for spell in spells if spell.journey is journey), key=lambda spell: spell.starts)


def write_looks(city: City, people: list[int], journeys: list[Journey], cast: list[Member]) -> None:
    """Who looked at the first participant's record lately, as the access log tells it."""
    today = read_rates().day("today")
    coach, manager = (
        next(each for each in cast if each.role == role) for role in (Role.WORK_COACH, Role.CASE_MANAGER)
    )
    for ago, who, detail in (
        (40, coach, "journey"),
        (19, manager, "journey"),
        (12, coach, "stay"),
        (3, coach, "journey"),
    ):
        purpose = STANDING_PURPOSE[Role(who.role)]
        append(
            persons=references_of([journeys[people[0]].pseudonym]).values(),
            at=moment(today - ago, 77 * ago),
            user=who.user,
            user_name=who.user.name,
            organisation=who.organisation,
            organisation_name=who.organisation.name,
            role=who.role,
            verb=Verb.READ,
            record=Record.JOURNEY,
            purpose=purpose,
            ground=STANDING_GROUND[purpose],
            detail=detail,
        )


def write_questions_about_looks(
    city: City, people: list[int], journeys: list[Journey], cast: list[Member]
) -> None:
    """What the first participant asked about those looks: one objection that was answered, one question that waits."""
    today = read_rates().day("today")
    officer = next(each.user for each in cast if each.role == Role.PRIVACY_OFFICER)
    pseudonym = journeys[people[0]].pseudonym
    reference = references_of([pseudonym])[pseudonym]
    looks = AccessEntry.objects.filter(persons__reference=reference).order_by("number")
    first, second = keys(city.seed, "questions about looks", 2)
    text = seal_text(
        pseudonym, "Ik had die week geen afspraak met mijn klantmanager. Waarom keek zij in mijn gegevens?"
    )
    LogQuestion.objects.create(
        id=first,
        number=looks[1].number,
        reference=reference,
        kind=LogQuestionKind.OBJECTION,
        text=text,
        asked_on=date_of(today - 18),
        due=date_of(today + 12),
        state=LogQuestionState.NOT_UPHELD,
        answer=seal_answer(
            text, "Zij bereidde uw gesprek van de week daarna voor. Dat hoort bij haar werk; het mocht."
        ),
        answered_on=date_of(today - 11),
        answered_by=officer,
    )
    LogQuestion.objects.create(
        id=second,
        number=looks[2].number,
        reference=reference,
        kind=LogQuestionKind.QUESTION,
        text=seal_text(pseudonym, "Wat heeft mijn begeleider hier bekeken?"),
        asked_on=date_of(today - 9),
        due=date_of(today + 21),
    )


def write_merged(city: City, journeys: list[Journey]) -> None:
    """Records that turned out to be of somebody already known; everything they held moved to the kept one."""
    draw = generator(city.seed, "merged")
    kept = draw.choice(city.population.count, MERGED, replace=False).tolist()
    own = keys(city.seed, "merged", 2 * MERGED)
    Journey.objects.bulk_create(
        Journey(
            id=own[2 * turn],
            pseudonym=for_journey(own[2 * turn + 1]),
            birth_year=journeys[person].birth_year,
            district_id=journeys[person].district_id,
            opened=journeys[person].opened,
            merged_into=journeys[person],
        )
        for turn, person in enumerate(kept)
    )


def write_references(city: City, journeys: list[Journey], spells: list[Spell], cast: list[Member]) -> None:
    """How the enterprises of the cast number people in their own files, so that an import finds them."""
    organisations = {each.organisation.pk for each in cast if each.role == Role.WORK_COACH}
    numbers: dict[object, int] = {}
    seen: set[tuple[object, object]] = set()
    rows = []
    for spell in spells:
        pair = (spell.organisation_id, spell.journey_id)
        if spell.organisation_id in organisations and pair not in seen:
            seen.add(pair)
            numbers[spell.organisation_id] = numbers.get(spell.organisation_id, 1000) + 1
            rows.append(
                SourceReference(
                    journey=spell.journey,
                    organisation_id=spell.organisation_id,
                    reference=f"D{numbers[spell.organisation_id]}",
                )
            )
    SourceReference.objects.bulk_create(rows)
