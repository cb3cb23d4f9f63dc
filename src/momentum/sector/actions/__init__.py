"""Everything that writes in this room."""

from momentum.sector.actions.figures import FIGURES, record_year_figures
from momentum.sector.actions.identifiers import set_identifier
from momentum.sector.actions.lists import load_districts, load_lists
from momentum.sector.actions.offers import add_offer, remove_offer
from momentum.sector.actions.places import add_place, close_place, edit_place
from momentum.sector.actions.profile import PROFILE_FIELDS, edit_profile, register_organisation
from momentum.sector.actions.registry import registry_changed

__all__ = [
    "FIGURES",
    "PROFILE_FIELDS",
    "add_offer",
    "add_place",
    "close_place",
    "edit_place",
    "edit_profile",
    "load_districts",
    "load_lists",
    "record_year_figures",
    "register_organisation",
    "registry_changed",
    "remove_offer",
    "set_identifier",
]
