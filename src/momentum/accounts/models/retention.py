"""What the clock removed, and what it is about to."""

import uuid

from django.db import models


class RetentionProof(models.Model):
    """That so many records of a class were removed, on a day, under a rule and its term: nothing about whom.

    `digest` is a chain: it begins at "", and each key removed makes it sha256(digest + key), keys in the order of
    their text within a rule and run. Whoever holds a list of keys can show that these and no others went.
    """

    run = models.UUIDField(default=uuid.uuid4)
    day = models.DateField()
    rule = models.CharField(max_length=60)
    term = models.CharField(max_length=40)
    period = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-made_at", "rule"]
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="one_proof_a_run_and_rule")]


class RetentionIntent(models.Model):
    """A key whose removal has begun: it stands until the removal is counted, so that a kill leaves none uncounted."""

    rule = models.CharField(max_length=60)
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="one_intent_a_key")]
