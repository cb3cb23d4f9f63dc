"""What people in each role come here to do, in a sentence that everybody understands."""

from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Role

COMES_TO = {
    Role.PARTICIPANT: _("See their own journey, say how it goes, and see who looked at it."),
    Role.ENTERPRISE_MANAGER: _(
        "Keep the enterprise's page and places up to date, and look after its people."
    ),
    Role.WORK_COACH: _("Record how people start, get on and leave, and plan the next step with them."),
    Role.CASE_MANAGER: _("Refer people to a place, and follow how their own clients are doing."),
    Role.JOURNEY_KEEPER: _("Ask people who left how they are doing, after 13, 26 and 52 weeks."),
    Role.POLICY_OFFICER: _("Read what comes of it all. Sees results, and never anybody's record."),
    Role.BUYER: _("Find social enterprises to buy from."),
    Role.RESEARCHER: _("Read the published tables, with how everything was counted."),
    Role.BROKER: _("Keep the register of enterprises and places, and bring people together."),
    Role.ANALYST: _("Build, protect and publish an edition of the monitor. A second analyst approves it."),
    Role.GRANT_OFFICER: _("Read the register and the monitor, before deciding on subsidies."),
    Role.BOARD_MEMBER: _("Read the monitor, and watch over what the platform is for."),
    Role.PRIVACY_OFFICER: _("Watch over who looked at what, and why."),
    Role.OPERATOR: _("Give people their roles and keep everything running, without seeing inside."),
}
