"""The English sentence of every finding, as a `str.format` template that a web page can translate."""

SENTENCES: dict[str, str] = {
    # The field
    "field_drift": "The field moved towards the {pole}: since {since} by {value:.2f} of the way ({low:.2f} to "
    "{high:.2f}; {n} organisations). That is more than chance explains.",
    "field_watch": "The field may be moving towards the {pole}: since {since} by {value:.2f} of the way ({low:.2f} to "
    "{high:.2f}; {n} organisations). Chance could still explain it.",
    "field_steady": "No movement of the field towards the {pole} since {since} beyond chance: {value:.2f} of the way "
    "({low:.2f} to {high:.2f}; {n} organisations).",
    "field_away": "The field moved away from the {pole}: since {since} by {value:.2f} of the way ({low:.2f} to "
    "{high:.2f}; {n} organisations).",
    "field_since": "The warning of a movement towards the {pole} first came in {year}.",
    # Organisations
    "organisations_moved": "{count} of {of} organisations moved towards the {pole} since {since}, beyond what chance "
    "explains (of those named, at most {wrong:.0%} wrongly, on average).",
    "organisations_none": "Of none of {of} organisations can it be said that it moved since {since}.",
    "organisations_watched": "Of {count} of {of} organisations the answers may show a movement: look again next year.",
    # Alike
    "spread_fell": "Organisations grew alike: the spread of those present in {since} and {year} fell by {size:.0%} "
    "(change {low:+.0%} to {high:+.0%}; {n} organisations).",
    "spread_rose": "Organisations grew apart: the spread of those present in {since} and {year} rose by {size:.0%} "
    "(change {low:+.0%} to {high:+.0%}; {n} organisations).",
    "spread_unclear": "Whether organisations grew alike or apart between {since} and {year} cannot be said: the spread "
    "changed by {value:+.0%} ({low:+.0%} to {high:+.0%}; {n} organisations).",
    "moved_back": "Organisations far from the middle in {since} moved back towards it (slope {value:.2f}, {low:.2f} to "
    "{high:.2f}; {n} organisations).",
    "changed_places": "Organisations changed places rather than growing alike: those far out moved back (slope "
    "{value:.2f}, {low:.2f} to {high:.2f}) while the spread shows no fall.",
    "came_and_went": "Between {since} and {year}, {came} organisations came and {gone} went: that changed the spread "
    "by {entered:+.3f} and {left:+.3f}, from {before:.3f} to {after:.3f} in all.",
    # Pressure
    "hours": "What outside parties demand cost an organisation {before:.0f} hours in {since} and {after:.0f} in {year} "
    "(median of {n} organisations).",
    "association": "In years after {mechanism} demands had cost a hundred hours more, organisations stood {value:+.2f} "
    "of the way further towards the {pole} ({low:+.2f} to {high:+.2f}; {n} organisations; one of {looked} pairs of demand and pole looked at). This is an association, not a cause.",
    "association_unclear": "Whether {mechanism} demands go with movement towards the {pole} cannot be said: a hundred "
    "hours more went with {value:+.2f} of the way ({low:+.2f} to {high:+.2f}; {n} organisations).",
    # Poles
    "poles_hold": "Wherever the {pole} is put within its spread, the drift lies between {low:.2f} and {high:.2f}; "
    "{warned:.0%} of {draws} draws warn.",
    "pole_assumed": "Where the {pole} stands is assumed by the makers of this code; nobody in the sector set it.",
    # What cannot be said
    "cannot_no_profiles": "Nothing can be said: no organisation answered two thirds of the questions in any year.",
    "cannot_one_organisation": "Nothing can be said of a field: there is one organisation.",
    "cannot_few_organisations": "Nothing can be said of a field: there are fewer than five organisations.",
    "cannot_one_year": "Nothing can be said of movement: there is one year.",
    "cannot_constant_indicator": "Nothing can be said of {about}: everybody has the same value in every year.",
    "cannot_error_not_known": "How sure a value of {about} is cannot be said: each rests on a single number. Drift of "
    "single organisations is told without interval, and no warning is given of any.",
    "cannot_requirement_without_hours": "Nobody said how many hours {about} costs: it is in no sum of hours, so these "
    "are at least what is told.",
    "cannot_association_few_organisations": "Whether {mechanism} demands go with movement cannot be said: fewer than ten "
    "organisations have profiles and hours in two later years.",
    "cannot_association_no_difference_in_hours": "Whether {mechanism} demands go with movement cannot be said: in every "
    "year their hours were the same for everybody.",
    "cannot_field": "Nothing can be said of movement towards the {pole}: fewer than five organisations have profiles in "
    "two years that can be compared, or nobody moved at all.",
    "cannot_spread": "Whether organisations grew alike cannot be said: fewer than five have profiles in both the first "
    "and the last year, or their answers differ no more than by chance.",
}
