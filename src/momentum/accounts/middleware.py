"""Puts the actor on the request, and turns a refusal into the absence that it must look like."""

from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.views.defaults import page_not_found

from momentum.accounts.access import Refused, log_refusal
from momentum.accounts.queries import actor_of


class ActorMiddleware:
    """`request.actor`: who acts, in which role, for which organisation; looked up when first asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        log_refusal(request.actor, exception, detail=request.path)
        return page_not_found(request, Http404())
