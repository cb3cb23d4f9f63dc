"""Who may see and do what, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    ENTERPRISE_MANAGER = "enterprise_manager", _("enterprise manager")
    WORK_COACH = "work_coach", _("work coach")
    CASE_MANAGER = "case_manager", _("case manager")
    JOURNEY_KEEPER = "journey_keeper", _("journey keeper")
    POLICY_OFFICER = "policy_officer", _("policy officer")
    BUYER = "buyer", _("buyer")
    RESEARCHER = "researcher", _("researcher")
    BROKER = "broker", _("broker")
    ANALYST = "analyst", _("analyst")
    GRANT_OFFICER = "grant_officer", _("grant officer")
    BOARD_MEMBER = "board_member", _("board member")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    OPERATOR = "operator", _("operator")
