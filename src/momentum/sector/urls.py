from django.urls import path

from momentum.sector.views import enterprises, management, places, requirement_steps, requirements

app_name = "sector"

urlpatterns = [
    path("enterprises/", enterprises.look_through, name="enterprises"),
    path("enterprises/download.<str:format_>", enterprises.download, name="download_enterprises"),
    path("enterprises/<slug:slug>/", enterprises.show, name="enterprise"),
    path("enterprises/<slug:slug>/manage/", management.overview, name="manage"),
    path("enterprises/<slug:slug>/manage/profile/", management.profile, name="edit_profile"),
    path("enterprises/<slug:slug>/manage/places/add/", management.add_place, name="add_place"),
    path("enterprises/<slug:slug>/manage/places/<uuid:pk>/", management.edit_place, name="edit_place"),
    path(
        "enterprises/<slug:slug>/manage/places/<uuid:pk>/close/", management.close_place, name="close_place"
    ),
    path("enterprises/<slug:slug>/manage/offers/", management.offers, name="offers"),
    path(
        "enterprises/<slug:slug>/manage/offers/<int:pk>/remove/", management.remove_offer, name="remove_offer"
    ),
    path("enterprises/<slug:slug>/manage/numbers/", management.identifiers, name="identifiers"),
    path("enterprises/<slug:slug>/manage/figures/<int:year>/", management.figures, name="figures"),
    path("enterprises/<slug:slug>/requirements/", requirements.own, name="own_requirements"),
    path(
        "enterprises/<slug:slug>/requirements/download.<str:format_>",
        requirements.download_own,
        name="download_own_requirements",
    ),
    path("requirements/", requirements.public, name="requirements"),
    path("requirements/download.<str:format_>", requirements.download, name="download_requirements"),
    path("requirements/known/", requirements.known, name="known_requirements"),
    path("requirements/report/", requirements.report, name="report_requirement"),
    path("requirements/<uuid:pk>/", requirements.show, name="requirement"),
    path("requirements/<uuid:pk>/withdraw/", requirements.withdraw, name="withdraw_report"),
    path("requirements/<uuid:pk>/settle/", requirement_steps.settle, name="settle_requirement"),
    path("requirements/<uuid:pk>/confirm/", requirement_steps.confirm, name="confirm_requirement"),
    path("requirements/<uuid:pk>/reject/", requirement_steps.reject, name="reject_requirement"),
    path("requirements/<uuid:pk>/merge/", requirement_steps.merge, name="merge_requirement"),
    path("places/", places.look_through, name="places"),
    path("places/download.<str:format_>", places.download, name="download_places"),
    path("places/<uuid:pk>/", places.show, name="place"),
]
