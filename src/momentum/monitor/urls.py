"""Addresses under `monitor/`."""

from django.urls import path

from momentum.monitor.views import (
    answering,
    cells,
    comparing,
    protection,
    public,
    requests,
    steps,
    tokens,
    workshop,
)

app_name = "monitor"
urlpatterns = [
    path("", public.home, name="home"),
    path("workshop/", workshop.editions, name="workshop"),
    path("workshop/new/", workshop.new, name="new"),
    path("workshop/token/", tokens.token, name="token"),
    path("workshop/requests/", answering.requests, name="requests"),
    path("workshop/requests/<uuid:pk>/", answering.request_page, name="request"),
    path("workshop/requests/<uuid:pk>/cells/", answering.request_cells, name="request_cells"),
    path("workshop/requests/<uuid:pk>/<slug:verb>/", answering.request_step, name="request_step"),
    path("workshop/<slug:slug>/", workshop.draft, name="draft"),
    path("workshop/<slug:slug>/progress/", workshop.progress, name="progress"),
    path("workshop/<slug:slug>/preview/", workshop.preview, name="preview"),
    path("workshop/<slug:slug>/titles/", workshop.titles, name="titles"),
    path("workshop/<slug:slug>/cells/", cells.cells, name="cells"),
    path("workshop/<slug:slug>/pin/", cells.pin, name="pin"),
    path("workshop/<slug:slug>/behind/", cells.behind, name="behind"),
    path("workshop/<slug:slug>/unpin/", cells.unpin, name="unpin"),
    path("workshop/<slug:slug>/override/", protection.override, name="override"),
    path("workshop/<slug:slug>/lift/", protection.lift, name="lift"),
    path("workshop/<slug:slug>/protection/", comparing.protection, name="protection"),
    path("workshop/<slug:slug>/comparisons/<uuid:pk>/", comparing.comparison, name="comparison"),
    path(
        "workshop/<slug:slug>/comparisons/<uuid:pk>/choose/",
        comparing.choose_compared,
        name="choose_compared",
    ),
    path("workshop/<slug:slug>/<slug:verb>/", steps.step, name="step"),
    path("tables/", requests.answers, name="answers"),
    path("tables/ask/", requests.ask, name="ask"),
    path("tables/mine/", requests.my_requests, name="my_requests"),
    path("tables/mine/<uuid:pk>/", requests.my_request, name="my_request"),
    path("tables/mine/<uuid:pk>/withdraw/", requests.withdraw, name="withdraw_request"),
    path("tables/<slug:slug>/", requests.answer, name="answer"),
    path("tables/<slug:slug>/files/<str:name>", requests.answer_file, name="answer_file"),
    path("tables/<slug:slug>/verify/", requests.verify_answer, name="verify_answer"),
    path("<slug:slug>/", public.edition, name="edition"),
    path("<slug:slug>/tables/<slug:name>/", public.table, name="table"),
    path("<slug:slug>/files/", public.files, name="files"),
    path("<slug:slug>/files/<path:path>", public.download, name="download"),
    path("<slug:slug>/verify/", public.verify, name="verify"),
]
