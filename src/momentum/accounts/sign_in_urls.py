"""The pages of signing in that are open here: this house's own, and some of the sign-in library's in this house's
templates. Nobody signs up or changes their e-mail address by themselves, and a step that weighs asks for its proof
at one page: the library asks for those names, and they lead to nothing."""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as provider
from django.http import Http404
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from momentum.accounts.sign_in.first_factor import link_required
from momentum.accounts.sign_in.limits import in_the_same_time
from momentum.accounts.sign_in.step_up import step_up_required
from momentum.accounts.sign_in.views import factors as own
from momentum.accounts.sign_in.views import invitations, sessions, step_up


def closed(request, **_named):
    raise Http404


def guarded(view):
    """For changing one's own factors: only right after showing who one is, and kept nowhere."""
    return never_cache(step_up_required(view))


def adding(view):
    """For a new factor: besides, the first one takes more than a password."""
    return never_cache(link_required(step_up_required(view)))


urlpatterns = [
    path("", own.my_sign_in, name="mfa_index"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("sessions/", sessions.my_sessions, name="account_sessions"),
    path("invitation/", invitations.choose_password, name="account_invitation"),
    path("invitation/new/", in_the_same_time(invitations.new_link), name="account_new_link"),
    path("invitation/<str:token>/", invitations.follow, name="account_follow_invitation"),
    path("letter/<str:token>/", invitations.letter, name="account_letter"),
    path("step-up/", step_up.show_again, name="account_step_up"),
    path("link/", own.ask_own_link, name="account_ask_own_link"),
    path("link/<str:token>/", own.own_link, name="account_own_link"),
    path("code/", factors.authenticate, name="mfa_authenticate"),
    path("app/", adding(own.add_app), name="mfa_activate_totp"),
    path("app/picture.svg", own.app_picture, name="mfa_app_picture"),
    path("app/remove/", guarded(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", guarded(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", guarded(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/add/", adding(own.add_passkey), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", guarded(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("service/<slug:provider_id>/", provider.login, name="openid_connect_login"),
    path("service/<slug:provider_id>/back/", provider.callback, name="openid_connect_callback"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("reauthenticate/", closed, name="account_reauthenticate"),
    path("reauthenticate/code/", closed, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", closed, name="mfa_reauthenticate_webauthn"),
    path("passkeys/", own.my_sign_in, name="mfa_list_webauthn"),
    path("password/change/", guarded(views.password_change), name="account_change_password"),
    path("password/set/", guarded(views.password_set), name="account_set_password"),
    path("password/reset/", in_the_same_time(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
