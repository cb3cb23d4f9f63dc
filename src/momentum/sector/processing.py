"""What room `sector` holds, for the register of processing: organisations, and words of lists; nobody's record."""

from momentum.accounts.holding import Data, Held
from momentum.accounts.policy import Record


def _about_organisations(
    model: str, fields: str, *, technical: str = "id", record: str = Record.REGISTRY
) -> Held:
    return Held(
        model,
        "registry",
        keep="registry",
        record=record,
        fields={Data.ORGANISATION: fields, Data.TECHNICAL: technical},
    )


HELD = (
    _about_organisations("RegistryVersion", "", technical="id token"),
    _about_organisations(
        "PlaceKind",
        "code name_nl name_en position paid legal_basis_nl legal_basis_en explanation_nl explanation_en",
        technical="",
    ),
    _about_organisations("TargetGroup", "code name_nl name_en position", technical=""),
    _about_organisations("Branch", "code name_nl name_en position", technical=""),
    _about_organisations("Borough", "code name_nl name_en position shape", technical=""),
    _about_organisations("District", "code name_nl name_en position borough shape x y", technical=""),
    _about_organisations(
        "Profile",
        "organisation branch district founded closed tagline_nl tagline_en story_nl story_en website email phone "
        "listed",
        technical="version",
    ),
    _about_organisations(
        "IdentifierScheme",
        "code name_nl name_en position pattern check_digit hint_nl hint_en",
        technical="",
    ),
    _about_organisations("Identifier", "organisation scheme value"),
    _about_organisations("Offer", "organisation name_nl name_en position"),
    _about_organisations(
        "YearFigures",
        "organisation year revenue_market revenue_public_contract revenue_subsidy revenue_gifts fte legal_form "
        "board_members board_from_target_group bears_own_risk",
        technical="id version",
        record=Record.ORGANISATION,
    ),
    _about_organisations(
        "Place",
        "organisation kind title_nl title_en description_nl description_en district capacity hours_from hours_to "
        "opens closes",
        technical="id version",
    ),
    Held(
        "Requirement",
        "identity",
        keep="registry",
        record=Record.REQUIREMENT,
        fields={
            Data.ORGANISATION: "title_nl title_en explanation party party_name mechanism hours since until binds_all "
            "reason state merged_into filed_as",
            Data.TECHNICAL: "id version",
        },
    ),
    Held(
        "Requirement_bound",
        "identity",
        keep="registry",
        record=Record.REQUIREMENT,
        fields={Data.ORGANISATION: "requirement organisation", Data.TECHNICAL: "id"},
    ),
    Held(
        "RequirementReport",
        "identity",
        keep="registry",
        record=Record.REQUIREMENT_REPORT,
        fields={
            Data.ORGANISATION: "requirement organisation hours",
            Data.WORDS: "remark",
            Data.ACTING: "reporter at",
            Data.TECHNICAL: "id",
        },
    ),
    Held(
        "FormTime",
        "identity",
        keep="registry",
        record=Record.REQUIREMENT,
        fields={Data.FIGURE: "form year filled seconds", Data.TECHNICAL: "id"},
    ),
    Held(
        "FormSitting",
        "identity",
        keep="registry",
        fields={Data.TECHNICAL: "id form key last_saved seconds"},
    ),
)
