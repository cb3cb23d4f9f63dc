from django.urls import path

from momentum.accounts import views
from momentum.accounts.access_log import views as log_views
from momentum.accounts.sign_in.views import others

app_name = "accounts"
urlpatterns = [
    path("sign-in-as/", views.sign_in_as, name="sign_in_as"),
    path("switch-role/", views.switch_role, name="switch_role"),
    path("my-access/", log_views.my_access, name="my_access"),
    path("my-access/<slug:digest>/ask/", log_views.ask_about_entry, name="ask_about_entry"),
    path("access-log/", log_views.access_log, name="access_log"),
    path("access-log/export/", log_views.export_log, name="export_log"),
    path("access-log/questions/", log_views.log_questions, name="log_questions"),
    path("access-log/questions/<uuid:pk>/", log_views.answer_log_question, name="answer_log_question"),
    path("removed/", views.removed, name="removed"),
    path("people-and-roles/", views.people_and_roles, name="people_and_roles"),
    path("people-and-roles/invite/", views.invite, name="invite"),
    path("people-and-roles/<uuid:pk>/sign-in/", others.their_sign_in, name="their_sign_in"),
    path("people-and-roles/second-steps/", others.factor_resets, name="factor_resets"),
    path("people-and-roles/<uuid:pk>/end/", views.end, name="end"),
]
