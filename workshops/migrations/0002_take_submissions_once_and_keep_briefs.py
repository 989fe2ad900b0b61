"""Submissions of other tools are taken once; a report keeps its one-page brief."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0001_schema"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluationreport",
            name="brief",
            field=models.BinaryField(blank=True, default=bytes, verbose_name="brief as PDF"),
        ),
        migrations.AddField(
            model_name="paperform",
            name="source",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Of a form filled in with another tool, so that it is taken once.",
                max_length=64,
                verbose_name="digest of the submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("round", "source"),
                name="submission_once",
            ),
        ),
    ]
