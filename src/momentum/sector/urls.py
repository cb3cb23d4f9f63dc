from django.urls import path

from momentum.sector.views import enterprises, management, places

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
    path("places/", places.look_through, name="places"),
    path("places/download.<str:format_>", places.download, name="download_places"),
    path("places/<uuid:pk>/", places.show, name="place"),
]
