"""The tables: jobs, and the results that are kept of them."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """Something that takes long, and how far it is.

    Its ``key`` says what it is about (the task, the data, the question), so that the same thing is never
    worked out twice at once; ``runner`` is the desk that does it, and ``seen_at`` when it last said so.
    """

    key = models.CharField(max_length=64, primary_key=True)
    task = models.CharField(max_length=60)
    question = models.JSONField()
    state = models.CharField(max_length=10)
    runner = models.CharField(max_length=64)
    seen_at = models.DateTimeField()
    progress = models.JSONField(null=True)
    problems = models.JSONField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What is looked for."""

        indexes = (models.Index(fields=["begun_at"]),)


class KeptResult(models.Model):
    """What a job came to, kept under what it was about."""

    key = models.CharField(max_length=64, primary_key=True)
    task = models.CharField(max_length=60)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        """What is looked for."""

        indexes = (models.Index(fields=["made_at"]),)
