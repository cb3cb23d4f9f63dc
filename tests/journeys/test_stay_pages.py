"""Stays in the browser: three clicks from the desk, check pages, and two people at once."""

from datetime import date

import pytest
from django.urls import reverse

from momentum.accounts.models import AccessEntry
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Spell


def test_starting_in_the_browser(city, accepted, browse):
    noor = browse(city.noor)
    page = noor.get(reverse("journeys:start_spell"))
    assert "Sanne de Wit" in page.text
    assert "Accepted, no place yet" in page.text
    typed = {"person": accepted.pk, "place": city.kitchen.pk, "starts": "1-11-2016", "hours_per_week": "16"}
    answer = noor.post(reverse("journeys:start_spell"), typed, follow=True)
    spell = Spell.objects.get()
    assert (spell.starts, spell.kind) == (date(2016, 11, 1), city.unpaid)
    assert answer.redirect_chain == [(reverse("journeys:person", args=[accepted.pk]), 302)]
    assert "The stay of Sanne de Wit is recorded" in answer.text


def test_a_full_place_warns_and_does_not_forbid(city, spell, register, accept, browse):
    other = register("Hamid", "Aziz")
    accept(other)
    typed = {"person": other.pk, "place": city.kitchen.pk, "starts": "28-11-2016"}
    answer = browse(city.noor).post(reverse("journeys:start_spell"), typed, follow=True)
    assert "more people than its 1 seats" in answer.text
    assert Spell.objects.count() == 2


def test_ending_asks_to_check_first(city, spell, browse):
    noor = browse(city.noor)
    typed = {"stay": spell.pk, "ends": "2016-11-28", "end_reason": city.reason.pk}
    check = noor.post(reverse("journeys:end_spell"), typed)
    assert "Check your answers" in check.text
    assert "After 13, 26 and 52 weeks" in check.text
    assert not Spell.objects.filter(ends__isnull=False).exists()
    assert not FollowUp.objects.exists()
    assert not AccessEntry.objects.filter(detail="end_spell").exists()
    noor.post(reverse("journeys:end_spell"), typed | {"confirmed": "1"})
    assert Spell.objects.get().ends == date(2016, 11, 28)
    assert FollowUp.objects.count() == 3


def test_what_cannot_be_ended_is_said_before_the_check(city, spell, browse):
    typed = {"stay": spell.pk, "ends": "1-3-2016"}
    answer = browse(city.noor).post(reverse("journeys:end_spell"), typed)
    assert "Check your answers" not in answer.text
    assert "must be a later day" in answer.text
    assert 'value="1-3-2016"' in answer.text


def test_the_second_to_save_keeps_what_they_typed(city, spell, browse):
    noor, url = browse(city.noor), reverse("journeys:change_spell", args=[spell.pk])
    assert 'name="version" value="1"' in noor.get(url).text
    actions.change_spell(city.colleague, spell, version=1, reason="typing error", starts=date(2016, 3, 8))
    typed = {
        "version": "1",
        "place": city.kitchen.pk,
        "kind": city.unpaid.pk,
        "starts": "09-03-2016",
        "reason": "first visit was later",
    }
    answer = noor.post(url, typed)
    assert answer.status_code == 409
    assert "Kees Coach changed the first day from 1 March 2016 to 8 March 2016." in answer.text
    assert 'value="09-03-2016"' in answer.text
    assert "first visit was later" in answer.text
    assert 'name="version" value="2"' in answer.text
    noor.post(url, typed | {"version": "2"})
    assert Spell.objects.get().starts == date(2016, 3, 9)


@pytest.mark.parametrize("who", ["bram", "policy", "keeper", "analyst", "manager"])
def test_a_guessed_address_is_absence_and_logged(city, spell, browse, who):
    visitor = browse(getattr(city, who))
    missing = visitor.get("/en/people/00000000-0000-4000-8000-000000000000/")
    for url in (
        reverse("journeys:person", args=[spell.journey_id]),
        reverse("journeys:change_spell", args=[spell.pk]),
        reverse("journeys:end_this_spell", args=[spell.pk]),
    ):
        answer = visitor.get(url)
        assert answer.status_code == missing.status_code == 404
        assert AccessEntry.objects.filter(refused=True, detail__contains=url).exists()
    assert not AccessEntry.objects.filter(user=getattr(city, who).user, persons__isnull=False).exists()
