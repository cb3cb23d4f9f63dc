"""The page that tells everybody what is kept, why and how long: the register of processing, in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from momentum.accounts.register import by_activity

MEASURES = (
    _(
        "Names, dates of birth and addresses are kept under a key of one person only. Without it nobody reads them."
    ),
    _("Who somebody is and what becomes of them are kept apart."),
    _("The program decides for each role what opens. The database checks it a second time."),
    _("Every opening of a record is written down, and whose record it is can read that."),
    _("Everybody who works with records signs in with two proofs of who they are."),
    _(
        "What is past its term is removed every day by the clock. What was removed can be shown, not about whom."
    ),
    _("Copies for emergencies are sealed, and are removed after their own term."),
)


@require_safe
def what_we_keep(request: HttpRequest) -> HttpResponse:
    return render(request, "site/what_we_keep.html", {"lines": by_activity(), "measures": MEASURES})
