"""A table on request, from asked to released."""

import csv
import io

from django.urls import reverse

from momentum.monitor.actions import requests as actions
from momentum.monitor.models import RequestState, TableRequest

WHY = "A study of ages by branch."


def test_the_whole_way_through_the_web(city, published, as_client, mailoutbox):
    asker, anna, bo = (as_client(actor) for actor in (city.visitor_role, city.anna, city.bo))
    asked = asker.post(
        reverse("monitor:ask"),
        {
            "edition": published.slug,
            "indicator": "stock",
            "by": ["branch", "age_band"],
            "period": "2016",
            "why": WHY,
        },
    )
    request = TableRequest.objects.get()
    own = reverse("monitor:my_request", args=[request.pk])
    assert asked.url == own
    assert "due on" in asker.get(own).content.decode()

    def step(client, verb, **more):
        request.refresh_from_db()
        told = {"version": request.version, "content_hash": request.content_hash, **more}
        client.post(reverse("monitor:request_step", args=[request.pk, verb]), told)
        request.refresh_from_db()
        return request.state

    assert step(anna, "take") == RequestState.IN_HAND
    assert step(anna, "build") == RequestState.BUILDING
    assert actions.run_answer(request.pk).state == RequestState.BUILT
    page = anna.get(reverse("monitor:request", args=[request.pk])).content.decode()
    assert "none could be worked out" in page
    assert WHY in page
    # Before it is released, who asked sees nothing of it, and who built it cannot check it.
    assert "table-wrap" not in asker.get(own).content.decode()
    assert step(anna, "check") == RequestState.BUILT
    assert step(bo, "check") == RequestState.CHECKED
    assert step(bo, "release") == RequestState.RELEASED
    everybody = as_client()
    page = everybody.get(reverse("monitor:answer", args=[request.slug])).content.decode()
    assert "withheld" in page
    assert WHY not in page
    assert city.visitor_role.user.name not in page
    assert request.slug in everybody.get(reverse("monitor:answers")).content.decode()
    rows = list(csv.DictReader(io.StringIO(_file(everybody, request, "table.csv").decode("utf-8-sig"))))
    assert {row["persons"] == "" for row in rows if row["withheld"]} == {True}
    assert any(row["persons"] for row in rows)
    assert _file(everybody, request, "table.xlsx")[:2] == b"PK"
    letter = mailoutbox[0]
    assert letter.to == [city.visitor_role.user.email]
    assert reverse("monitor:answer", args=[request.slug]) in letter.body


def _file(client, request, name):
    answer = client.get(reverse("monitor:answer_file", args=[request.slug, name]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)
