"""Addresses under `identity/`."""

from django.urls import path

from momentum.identity.views import counter_measures, importing, profile, public, rounds, statements, workshop

app_name = "identity"
urlpatterns = [
    path("", public.home, name="home"),
    path("workshop/", workshop.workshop, name="workshop"),
    path("workshop/<int:year>/", workshop.check, name="check"),
    path("<int:year>/", public.year, name="year"),
    path("<int:year>/pictures/<slug:name>.<slug:format_>", public.picture, name="picture"),
    path("our-profile/", profile.profile, name="profile"),
    path("our-profile/<int:year>/", profile.year, name="profile_year"),
    path("our-profile/<int:year>/begin/", profile.begin, name="profile_begin"),
    path("our-profile/<int:year>/<int:number>/", profile.screen, name="profile_screen"),
    path("our-profile/<int:year>/check/", profile.check, name="profile_check"),
    path("our-profile/<int:year>/change/", profile.reopen, name="profile_reopen"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/", rounds.open_round, name="open_round"),
    path("rounds/import/", importing.import_profiles, name="import_profiles"),
    path("rounds/import/take-in/", importing.take_in, name="import_take_in"),
    path("rounds/import/take-back/", importing.take_back, name="import_take_back"),
    path("rounds/import/empty.<slug:format_>", importing.empty_sheet, name="empty_sheet"),
    path("rounds/<int:year>/", rounds.round_, name="round"),
    path("rounds/<int:year>/invite/", rounds.invite, name="invite"),
    path("rounds/answers/<uuid:pk>/", rounds.opened, name="opened"),
    path("statements/", statements.statements, name="statements"),
    path("statements/new/", statements.new, name="new_statement"),
    path("statements/<int:year>/", statements.statement, name="statement"),
    path("statements/<int:year>/statement-<str:language>.pdf", statements.pdf, name="statement_pdf"),
    path("statements/<int:year>/content.json", statements.content, name="statement_content"),
    path("statements/<int:year>/making/", statements.work, name="statement_work"),
    path("statements/<int:year>/making/words/", statements.words, name="statement_words"),
    path("statements/<int:year>/making/<slug:verb>/", statements.step, name="statement_step"),
    path("counter-measures/", counter_measures.counter_measures, name="counter_measures"),
    path("counter-measures/new/", counter_measures.new, name="new_counter_measure"),
    path("counter-measures/<uuid:pk>/", counter_measures.counter_measure, name="counter_measure"),
    path("counter-measures/<uuid:pk>/<slug:verb>/", counter_measures.step, name="counter_measure_step"),
]
