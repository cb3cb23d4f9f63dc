"""Every page of the site, with the kind of record it opens and what it does with it.

`PAGES` is where a room lists its pages; a page that is not listed fails `test_web.py`. A page with `of` is about
one object of the small city, found under that name in `World.keys`; without it, about whatever is one's own.
`only` narrows a page to fewer roles than the matrix would let in. `opens=False`: what it shows takes more than
this small city has, so only its refusals are tried here and its room's own tests open it. `post`: it only changes.
"""

from dataclasses import dataclass
from datetime import date

from momentum.accounts.actions.log_questions import ask_about_entry
from momentum.accounts.actor import Actor
from momentum.accounts.models import AccessEntry, Mandate
from momentum.accounts.policy import ROLES_OF_KIND, Role
from momentum.identity.instrument import CURRENT
from momentum.identity.models import Round
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Ground, Identity, ImportBatch, Purpose
from momentum.monitor.models import Edition, TableRequest
from momentum.sector.actions.requirements import file_requirement
from momentum.sector.models import Profile
from tests.journeys import conftest as journeys

STAFF = frozenset({"work_coach", "case_manager"})
IMPORTS = frozenset({"work_coach", "enterprise_manager"})
NOWHERE = {"pk": "6f2f9d6e-1111-4000-8000-000000000000", "slug": "nowhere", "digest": "0" * 64, "year": 1999}


@dataclass(frozen=True)
class Page:
    name: str
    record: str = ""
    verb: str = "read"
    of: str = ""
    only: frozenset[str] | None = None
    opens: bool = True
    post: bool = False
    more: tuple[tuple[str, object], ...] = ()


def page(name, record="", verb="read", of="", **options) -> Page:
    if "only" in options:
        options["only"] = frozenset(options["only"])
    return Page(name, record, verb, of, **options)


def public(name, **options) -> Page:
    return Page(name, **options)


PAGES = [
    # site
    *map(
        public,
        ["health", "anchors", "home", "about", "independence", "privacy", "what_we_keep", "accessibility"],
    ),
    # accounts
    public("accounts:sign_in_as"),
    *map(
        public,
        ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"],
    ),
    page("accounts:my_access", "access_log"),
    # a participant reads who looked at them, and nothing of the log besides
    page("accounts:access_log", "access_log", "search", only={"privacy_officer"}),
    page("accounts:export_log", "access_log", "export", only={"privacy_officer"}),
    page("accounts:log_questions", "access_log", only={"privacy_officer"}),
    page("accounts:answer_log_question", "access_log", of="log question", only={"privacy_officer"}),
    page("accounts:ask_about_entry", "access_log", of="log entry", only={"participant"}),
    page("accounts:removed", "retention"),
    page("accounts:people_and_roles", "accounts"),
    page("accounts:invite", "accounts", "write"),
    page("accounts:their_sign_in", "accounts", "write", of="mandate"),
    page("accounts:factor_resets", "accounts", "write", only={"operator"}),
    page("accounts:end", "accounts", "write", of="mandate"),
    # sector
    public("sector:enterprises"),
    public("sector:download_enterprises", more=(("format_", "csv"),)),
    public("sector:enterprise", of="enterprise"),
    public("sector:places"),
    public("sector:download_places", more=(("format_", "csv"),)),
    public("sector:place", of="place"),
    page("sector:manage", "registry", "write", of="enterprise"),
    page("sector:edit_profile", "registry", "write", of="enterprise"),
    page("sector:add_place", "registry", "write", of="enterprise"),
    page("sector:edit_place", "registry", "write", of="enterprise place"),
    page("sector:close_place", "registry", "write", of="enterprise place"),
    page("sector:offers", "registry", "write", of="enterprise"),
    page("sector:identifiers", "registry", "write", of="enterprise"),
    page("sector:figures", "organisation", "write", of="enterprise", more=(("year", 2015),)),
    public("sector:requirements"),
    public("sector:download_requirements", more=(("format_", "csv"),)),
    page("sector:known_requirements", "requirement"),
    page("sector:requirement", "requirement", of="requirement"),
    page("sector:own_requirements", "requirement_report", of="enterprise"),
    page(
        "sector:download_own_requirements", "requirement_report", of="enterprise", more=(("format_", "csv"),)
    ),
    # a demand is reported by people of enterprises, on their own; what becomes of it is the broker's
    page("sector:report_requirement", "requirement", "write", only=IMPORTS),
    *[
        page(f"sector:{name}_requirement", "requirement", "write", of="requirement", only={"broker"})
        for name in ("settle", "reject", "merge")
    ],
    page(
        "sector:confirm_requirement",
        "requirement",
        "write",
        of="requirement",
        only={"broker"},
        opens=False,
        post=True,
    ),
    # identity: what everybody reads, and the analysts' page of a year
    public("identity:home"),
    public("identity:year", opens=False, more=(("year", 2016),)),
    public("identity:picture", opens=False, more=(("year", 2016), ("name", "triangle"), ("format_", "svg"))),
    page("identity:workshop", "identity_round"),
    page("identity:check", "identity_round", opens=False, more=(("year", 2016),)),
    public("identity:statements"),
    public("identity:counter_measures"),
    page("identity:new_counter_measure", "identity_statement", "write"),
    page("identity:new_statement", "identity_statement", "write", opens=False, post=True),
    # a profile: of one's own enterprise; rounds and earlier profiles are an analyst's work
    page("identity:profile", "identity_profile", "write"),
    page("identity:profile_screen", "identity_profile", "write", of="profile", more=(("number", 1),)),
    page("identity:profile_check", "identity_profile", "write", of="profile"),
    page("identity:profile_year", "identity_profile", "write", of="profile"),
    *[
        page(f"identity:{name}", "identity_profile", "write", of="profile", opens=False, post=True)
        for name in ("profile_begin", "profile_reopen")
    ],
    page("identity:rounds", "identity_round"),
    page("identity:round", "identity_round", of="profile"),
    page("identity:open_round", "identity_round", "write"),
    page("identity:import_profiles", "identity_round", "write"),
    page("identity:empty_sheet", "identity_round", more=(("format_", "csv"),)),
    page("identity:invite", "identity_round", "write", of="profile", opens=False, post=True),
    *[
        page(f"identity:import_{name}", "identity_round", "write", opens=False, post=True)
        for name in ("take_in", "take_back")
    ],
    page("identity:statement_work", "identity_approval", opens=False, more=(("year", 2016),)),
    # journeys: a participant has pages of their own, beside those of who works with people
    page("journeys:people", "journey", only=STAFF),
    page("journeys:people_export", "journey", "export", only=STAFF, more=(("format_", "csv"),)),
    page("journeys:person", "journey", of="journey", only=STAFF),
    page("journeys:print_person", "journey", "print", of="journey", only=STAFF),
    page("journeys:print_mine", "journey", "print", only={"participant"}),
    page("journeys:register", "identity", "write", only={"case_manager"}),
    page("journeys:letter", "identity", "write", of="journey", only={"case_manager"}),
    page("journeys:change_details", "identity", "write", of="journey", only=STAFF),
    page("journeys:change_situation", "needs", of="journey", only=STAFF),
    page("journeys:own_voice", "own_voice", "write", of="journey", only=STAFF),
    page("journeys:own_voices", "journey", only=STAFF),
    page("journeys:merge", "identity", "write", of="journey", only=STAFF),
    page("journeys:grounds", "consent", of="journey", only={"case_manager"}),
    page("journeys:referrals", "journey", only=STAFF),
    page("journeys:refer", "journey", "write", of="journey", only={"case_manager"}),
    page("journeys:answer_referral", "journey", "write", of="referral", only={"work_coach"}),
    page("journeys:follow_ups", "follow_up", only=STAFF | {"journey_keeper"}),
    page("journeys:record_follow_up", "follow_up", "write", of="follow_up"),
    page("journeys:answer_correction", "journey", "write", of="correction"),
    page("journeys:undo_death", "journey", "write", of="journey"),
    *[
        page(f"journeys:{name}", "journey", "write")
        for name in (
            "start_spell",
            "start_job",
            "change_stay",
            "end_spell",
            "hand_over",
            "cover",
            "confirm_grounds",
        )
    ],
    *[
        page(f"journeys:{name}", "journey", "write", of="journey")
        for name in ("add_membership", "assess_ladder", "assess_wage_value", "record_death", "record_ground")
    ],
    *[
        page(f"journeys:{name}", "journey", "write", of="spell")
        for name in ("change_spell", "change_hours", "end_this_spell")
    ],
    page("journeys:undo_end", "journey", "write", of="ended spell"),
    page("journeys:end_membership", "journey", "write", of="membership"),
    page("journeys:remove_assessment", "journey", "write", of="assessment"),
    *[
        page(f"journeys:{name}", "journey", only={"participant"})
        for name in ("mine", "report_error", "refer_myself", "register_myself", "my_details", "my_own_voice")
    ],
    *[
        page(f"journeys:{name}", "consent", "write", more=(("purpose", "counting"),))
        for name in ("give_consent", "withdraw_ground")
    ],
    # requests about one's own record: asked by the person or through their case manager, answered by one role
    page("journeys:my_rights", "rights", only={"participant"}),
    page("journeys:ask_right", "rights", "write", only={"participant"}, more=(("right", "erase"),)),
    *[
        page(f"journeys:{name}", "rights", "write", of="request", only={"participant"})
        for name in ("withdraw_right", "end_restriction")
    ],
    page(
        "journeys:my_copy", "rights", "export", of="copy", only={"participant"}, more=(("format_", "json"),)
    ),
    page("journeys:take_down_right", "rights", "write", of="journey", only={"case_manager"}),
    page("journeys:rights", "rights", only={"privacy_officer"}),
    *[
        page(f"journeys:{name}", "rights", "write", of="request", only={"privacy_officer"})
        for name in ("answer_right", "prolong_right", "announce_end")
    ],
    page(
        "journeys:copy_for_person",
        "rights",
        "export",
        of="copy",
        only={"privacy_officer"},
        more=(("format_", "json"),),
    ),
    # an analyst's pseudonymous files come in on the command line, and a case manager's referrals by hand
    page("journeys:import", "import", "write", only=IMPORTS),
    *[
        page(f"journeys:import_{name}", "import", of="import", only=IMPORTS, opens=False)
        for name in ("receipt", "columns", "words", "check", "problems", "undo")
    ],
    # monitor
    public("monitor:home"),
    *[page(f"monitor:{name}", "edition", "write") for name in ("workshop", "new", "token")],
    *[
        page(f"monitor:{name}", "edition", "write", of="edition", opens=False)
        for name in ("draft", "progress", "preview", "cells", "behind", "override", "protection")
    ],
    *[
        page(f"monitor:{name}", "edition", "write", of="edition", opens=False, post=True)
        for name in ("titles", "pin", "unpin", "lift")
    ],
    # tables on request: anybody signed in asks, and sees their own requests; the answers are everybody's
    public("monitor:answers"),
    page("monitor:ask", "table_request", "write"),
    page("monitor:my_requests", "table_request"),
    page("monitor:my_request", "table_request", of="table request", opens=False),
    page("monitor:withdraw_request", "table_request", "write", of="table request", opens=False, post=True),
    page("monitor:requests", "table_answer"),
    page("monitor:request", "table_answer", of="table request"),
    page("monitor:request_cells", "table_answer", of="table request", opens=False),
]


# Pages without a place above: changes that are posted from a page above, and what is public once it is published.
TRIED_BY_THEIR_ROOMS = {
    # opened by who has the link
    "journeys:receipt",
    "journeys:receipt_pdf",
    # an enterprise's answers, each time with a reason
    "identity:opened",
    # opened by who works with nobody, each time with a reason
    "journeys:open_for_a_reason",
    "journeys:opened",
    "journeys:emergencies",
    "journeys:review_opening",
    "anchor",
    "desk",
    "account_logout",
    "security_txt",
    "account_change_password",
    "account_set_password",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_reauthenticate",
    "account_step_up",
    "account_sessions",
    "account_invitation",
    "account_new_link",
    "account_follow_invitation",
    "account_letter",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_authenticate",
    "account_ask_own_link",
    "account_own_link",
    "mfa_activate_totp",
    "mfa_app_picture",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_login_webauthn",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "accounts:switch_role",
    "sector:remove_offer",
    "sector:withdraw_report",
    "journeys:end_cover",
    "journeys:withdraw_referral",
    "journeys:import_drop",
    "identity:statement",
    "identity:statement_pdf",
    "identity:statement_content",
    "identity:statement_words",
    "identity:statement_step",
    "identity:counter_measure",
    "identity:counter_measure_step",
    "monitor:step",
    "monitor:comparison",
    "monitor:choose_compared",
    "monitor:request_step",
    "monitor:answer",
    "monitor:answer_file",
    "monitor:verify_answer",
    "monitor:edition",
    "monitor:table",
    "monitor:files",
    "monitor:download",
    "monitor:verify",
}


@dataclass
class World:
    """The small city with one person in it, and who works with them."""

    city: journeys.City
    keys: dict[str, dict[str, object]]
    own: dict[str, Actor]

    def stranger(self, role: str | None) -> Actor:
        """Somebody in that role whose own none of it is."""
        if role is None:
            return Actor()
        name = f"another {role}"
        kind = next((kind for kind, roles in ROLES_OF_KIND.items() if role in roles), None)
        where = None
        if kind is not None:
            where = self.city.brug.__class__.objects.get_or_create(
                slug=f"another-{kind}", defaults={"name": f"Another {kind}", "kind": kind}
            )[0]
        known = Mandate.objects.filter(user__name=name).select_related("user", "organisation").first()
        if known:
            return Actor(user=known.user, role=role, organisation=where, mandate=known)
        return journeys.actor(Role(role), where, name)

    def owner(self, role: str | None) -> Actor:
        """Somebody in that role who works with the person, or whose enterprise it is, where the role has such."""
        return self.own.get(role) or self.stranger(role)


def build_world() -> World:
    city = journeys.build_city()
    Profile.objects.create(organisation=city.brug, listed=True)
    journey = actions.register_participant(
        city.case,
        first_name="Sanne",
        last_name="de Wit",
        birth_date=date(1985, 4, 1),
        district=city.district,
        target_groups=[city.group],
        grounds={
            Purpose.GUIDANCE: Ground.LAW,
            Purpose.COUNTING: Ground.LAW,
            Purpose.FOLLOW_UP: Ground.CONTRACT,
        },
    )
    referral = actions.refer(city.case, journey, to_organisation=city.brug)
    actions.accept_referral(city.noor, referral, version=referral.version)
    ended = actions.start_spell(city.noor, journey, place=city.kitchen, starts=date(2016, 1, 4))
    actions.end_spell(city.noor, ended, version=ended.version, ends=date(2016, 8, 29), end_reason=city.reason)
    spell = actions.start_spell(city.noor, journey, place=city.bottling, starts=date(2016, 9, 5))
    assessment = actions.record_assessment(
        city.noor, journey, instrument="ladder", date=date(2016, 10, 3), value=4
    )
    participant = journeys.actor(Role.PARTICIPANT, None, "Sanne de Wit")
    Identity.objects.filter(pseudonym=journey.pseudonym).update(user=participant.user)
    waiting = actions.refer(city.case, journey, to_organisation=city.brug)
    correction = actions.ask_correction(participant, journey, about="other", text="It was a Monday.")
    request = actions.ask_right(city.case, journey, right="restrict")
    # Taken down for somebody without an account, so the privacy officer who answered it sends it.
    copy = actions.ask_right(city.case, journey, right="copy")
    officer = journeys.actor(Role.PRIVACY_OFFICER, city.platform, "Pia Privacy")
    copy = actions.answer_right(officer, copy, version=copy.version, granted=True, answer="In the post.")
    batch = ImportBatch.objects.create(organisation=city.brug, file_name="stays.csv", sha256="0" * 64)
    edition = Edition.objects.create(
        slug="2015",
        title_nl="2015",
        title_en="2015",
        period_from=date(2015, 1, 1),
        period_to=date(2016, 1, 1),
        freeze=date(2016, 3, 1),
    )
    table = TableRequest.objects.create(
        edition=edition,
        indicator="stock",
        by=["age_band"],
        period_from=date(2015, 1, 1),
        period_to=date(2016, 1, 1),
        question="stock 2015 age_band",
        due=date(2017, 1, 1),
        asker=participant.user,
    )
    look = AccessEntry.objects.filter(detail="start_spell").earliest("number")
    question = ask_about_entry(participant, look, kind="question", text="Who is this?")
    profiles = Round.objects.create(
        year=2016, instrument=CURRENT, opens=date(2016, 11, 1), closes=date(2016, 12, 31)
    )
    profiles.responses.create(organisation=city.brug)
    requirement = file_requirement(
        "call:1", title_nl="Uitvraag", party="buyer", mechanism="coercive", since=date(2015, 1, 1)
    )
    keys = {
        "log entry": {"digest": look.digest},
        "log question": {"pk": question.pk},
        "import": {"pk": batch.pk},
        "edition": {"slug": edition.slug},
        "table request": {"pk": table.pk},
        "referral": {"pk": waiting.pk},
        "correction": {"pk": correction.pk},
        "request": {"pk": request.pk},
        "copy": {"pk": copy.pk},
        "ended spell": {"pk": ended.pk},
        "journey": {"pk": journey.pk},
        "spell": {"pk": spell.pk},
        "membership": {"pk": journey.memberships.get().pk},
        "assessment": {"pk": assessment.pk},
        "follow_up": {"pk": FollowUp.objects.earliest("due").pk},
        "mandate": {"pk": city.colleague.mandate.pk},
        "requirement": {"pk": requirement.pk},
        "profile": {"year": profiles.year},
        "enterprise": {"slug": city.brug.slug},
        "place": {"pk": city.kitchen.pk},
        "enterprise place": {"slug": city.brug.slug, "pk": city.kitchen.pk},
    }
    own = {
        "participant": participant,
        "work_coach": city.noor,
        "case_manager": city.case,
        "enterprise_manager": city.manager,
    }
    return World(city=city, keys=keys, own=own)
