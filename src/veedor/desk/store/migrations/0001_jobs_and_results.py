"""The first tables."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Jobs and the results that are kept of them."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Job",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=60)),
                ("question", models.JSONField()),
                ("state", models.CharField(max_length=10)),
                ("runner", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
                ("progress", models.JSONField(null=True)),
                ("problems", models.JSONField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["begun_at"], name="store_job_begun_a_f3b989_idx")],
            },
        ),
        migrations.CreateModel(
            name="KeptResult",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=60)),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["made_at"], name="store_keptr_made_at_f990b0_idx")],
            },
        ),
    )
