from django.urls import path

from momentum.journeys.views import people, stays

app_name = "journeys"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/list.<slug:format_>", people.export, name="people_export"),
    path("people/start/", stays.StartSpell.as_view(), name="start_spell"),
    path("people/job/", stays.StartJob.as_view(), name="start_job"),
    path("people/end/", stays.EndSpell.as_view(), name="end_spell"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/stays/<uuid:pk>/change/", stays.ChangeSpell.as_view(), name="change_spell"),
    path("people/stays/<uuid:pk>/hours/", stays.ChangeHours.as_view(), name="change_hours"),
    path("people/stays/<uuid:pk>/end/", stays.EndThisSpell.as_view(), name="end_this_spell"),
    path("people/stays/<uuid:pk>/undo-end/", stays.UndoEnd.as_view(), name="undo_end"),
]
