"""The page with which a case manager prints a letter for somebody without an e-mail address."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from momentum.accounts.access import Refused, open_record, require
from momentum.accounts.policy import Record, Role
from momentum.journeys.actions.letters import write_letter
from momentum.journeys.letter import letter_pdf
from momentum.journeys.models import Identity, Journey

LANGUAGES = {"nl": "Nederlands", "en": "English"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk) -> HttpResponse:
    """What the letter does, and the letter itself once it is asked for: it is made anew each time."""
    if request.actor.role == Role.PARTICIPANT:
        raise Refused("write", Record.IDENTITY)
    require(request.actor, "write", Record.IDENTITY)
    journey = Journey.objects.filter(pk=pk).first()
    mine = Identity.objects.filter(pseudonym=journey.pseudonym if journey else "")
    identity = open_record(request.actor, Record.IDENTITY, mine)
    assert journey is not None
    error = ""
    if request.method == "POST":
        language = request.POST.get("language", "nl")
        try:
            written = write_letter(
                request.actor, journey, language=language if language in LANGUAGES else "nl"
            )
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            with override(written.language):
                address = request.build_absolute_uri(reverse("account_letter", args=[written.token.lower()]))
            pdf = letter_pdf(written, address)
            return HttpResponse(
                pdf, "application/pdf", headers={"Content-Disposition": 'attachment; filename="letter.pdf"'}
            )
    context = {"journey": journey, "name": identity.name, "error": error, "languages": LANGUAGES}
    return render(request, "journeys/letter.html", context, status=422 if error else 200)
