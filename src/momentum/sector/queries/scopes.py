"""Which records are an actor's own."""

from django.db.models import Q, QuerySet

from momentum.accounts.actor import Actor
from momentum.accounts.models import Organisation


def own_organisation(actor: Actor, queryset: QuerySet) -> QuerySet:
    """Records of the organisation that the actor acts for."""
    if actor.organisation is None:
        return queryset.none()
    field = "pk" if queryset.model is Organisation else "organisation"
    return queryset.filter(**{field: actor.organisation.pk})


def binding_own_organisation(actor: Actor, queryset: QuerySet) -> QuerySet:
    """Requirements that bind the organisation that the actor acts for."""
    if actor.organisation is None:
        return queryset.none()
    return queryset.filter(Q(binds_all=True) | Q(bound=actor.organisation)).distinct()
