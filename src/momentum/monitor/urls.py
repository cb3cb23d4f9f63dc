"""Addresses under `monitor/`."""

from django.urls import path

from momentum.monitor.views import cells, public, steps, tokens, workshop

app_name = "monitor"
urlpatterns = [
    path("", public.home, name="home"),
    path("workshop/", workshop.editions, name="workshop"),
    path("workshop/new/", workshop.new, name="new"),
    path("workshop/token/", tokens.token, name="token"),
    path("workshop/<slug:slug>/", workshop.draft, name="draft"),
    path("workshop/<slug:slug>/progress/", workshop.progress, name="progress"),
    path("workshop/<slug:slug>/preview/", workshop.preview, name="preview"),
    path("workshop/<slug:slug>/titles/", workshop.titles, name="titles"),
    path("workshop/<slug:slug>/cells/", cells.cells, name="cells"),
    path("workshop/<slug:slug>/pin/", cells.pin, name="pin"),
    path("workshop/<slug:slug>/behind/", cells.behind, name="behind"),
    path("workshop/<slug:slug>/unpin/", cells.unpin, name="unpin"),
    path("workshop/<slug:slug>/<slug:verb>/", steps.step, name="step"),
    path("<slug:slug>/", public.edition, name="edition"),
    path("<slug:slug>/tables/<slug:name>/", public.table, name="table"),
    path("<slug:slug>/files/", public.files, name="files"),
    path("<slug:slug>/files/<path:path>", public.download, name="download"),
    path("<slug:slug>/verify/", public.verify, name="verify"),
]
