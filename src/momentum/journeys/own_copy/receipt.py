"""The receipt of an erasure on paper."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from momentum.journeys.own_copy.paper import document
from momentum.journeys.receipts import Receipt
from momentum.journeys.words_of_rights import HELD, STAYS


def receipt_on_paper(receipt: Receipt) -> bytes:
    """A PDF in the language that is active; the same receipt gives the same bytes."""
    day = receipt.erased_on
    return document(
        title=_("Receipt of an erasure"),
        kicker=_("Momentum %(city)s") % {"city": settings.CITY},
        lead=_("Number %(number)s") % {"number": receipt.number},
        notes=[
            _("Asked on %(day)s.") % {"day": date_format(receipt.asked_on, "j F Y")},
            _("Answered on %(day)s.") % {"day": date_format(receipt.answered_on, "j F Y")},
            _("Erased on %(day)s.") % {"day": date_format(day, "j F Y")} if day else _("Being erased now."),
            _("Full erasure: %(day)s. After it no backup can bring anything back.")
            % {"day": date_format(receipt.full_on, "j F Y")},
        ],
        parts=[
            {
                "title": _("What was removed"),
                "about": "",
                "header": [_("what"), _("how many")],
                "rows": [[str(HELD[kind]), str(count)] for kind, count in receipt.removed.items()],
                "wide": False,
            },
            {
                "title": _("What stays, and why"),
                "about": "",
                "header": [_("what"), _("why")],
                "rows": [[str(title), str(why)] for title, why in STAYS],
                "wide": False,
            },
        ],
        made=day or receipt.answered_on,
        language=get_language() or "nl",
    )
