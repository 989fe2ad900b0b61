"""Sources, files, observations, computed figures, releases and what was found about them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import indicators.models.alerts
from core.schema import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("indicators", "0001_initial"),
        ("indicators", "0002_hold_corridors_by_line"),
        ("indicators", "0003_keep_releases_in_the_open"),
        ("indicators", "0004_keep_findings_and_index_observations_by_file"),
    ]

    initial = True

    dependencies = [
        ("core", "__first__"),
        ("regions", "0001_schema"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                    ],
                    options={
                        "verbose_name": "indicator",
                        "verbose_name_plural": "indicators",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        (
                            "code",
                            models.SlugField(
                                max_length=24,
                                primary_key=True,
                                serialize=False,
                                verbose_name="code",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("publisher", models.CharField(max_length=200, verbose_name="publisher")),
                        ("url", models.URLField(verbose_name="address")),
                        ("licence", models.CharField(max_length=100, verbose_name="licence")),
                        (
                            "licence_url",
                            models.URLField(blank=True, verbose_name="address of the licence"),
                        ),
                        (
                            "attribution",
                            models.CharField(max_length=400, verbose_name="how to cite"),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="declared frequency"
                            ),
                        ),
                        (
                            "position",
                            models.SmallIntegerField(default=0, verbose_name="position in lists"),
                        ),
                    ],
                    options={
                        "verbose_name": "source",
                        "verbose_name_plural": "sources",
                        "ordering": ["position", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series",
                                to="indicators.source",
                                verbose_name="source",
                            ),
                        ),
                        (
                            "provider_code",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="code at the provider"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("unit", models.CharField(max_length=30, verbose_name="unit of measure")),
                    ],
                    options={
                        "verbose_name": "series",
                        "verbose_name_plural": "series",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="snapshots",
                                to="indicators.source",
                                verbose_name="source",
                            ),
                        ),
                        (
                            "reader",
                            models.CharField(blank=True, max_length=40, verbose_name="reader"),
                        ),
                        ("filename", models.CharField(max_length=200, verbose_name="file name")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                        ("retrieved_on", models.DateField(verbose_name="retrieved on")),
                        (
                            "vintage",
                            models.DateField(
                                blank=True,
                                help_text="The day the provider published these figures.",
                                null=True,
                                verbose_name="vintage",
                            ),
                        ),
                        (
                            "vintage_label",
                            models.CharField(
                                blank=True,
                                max_length=100,
                                verbose_name="vintage as the provider names it",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("loaded", "Loaded"),
                                    ("refused", "Refused"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("problem", models.TextField(blank=True, verbose_name="reason of refusal")),
                        (
                            "rows_read",
                            models.PositiveIntegerField(default=0, verbose_name="rows read"),
                        ),
                        (
                            "rows_kept",
                            models.PositiveIntegerField(default=0, verbose_name="rows kept"),
                        ),
                        (
                            "left_out",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="rows left out, by reason"
                            ),
                        ),
                        (
                            "received_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="received by",
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="received at"),
                        ),
                        (
                            "loaded_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="loaded at"),
                        ),
                    ],
                    options={
                        "verbose_name": "source file",
                        "verbose_name_plural": "source files",
                        "ordering": ["-received_at", "-pk"],
                        "permissions": [("ingest_snapshot", "Can load provider files")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sha256", "source"),
                                name="snapshot_once_per_content_and_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "loaded"), _negated=True),
                                    models.Q(
                                        ("loaded_at__isnull", False),
                                        ("source__isnull", False),
                                        ("vintage__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="snapshot_loaded_has_source_and_vintage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("problem", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="snapshot_refused_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SnapshotSeries",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "snapshot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="series",
                                to="indicators.snapshot",
                                verbose_name="source file",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="snapshots",
                                to="indicators.series",
                                verbose_name="series",
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(verbose_name="observations")),
                        ("areas", models.PositiveIntegerField(verbose_name="areas")),
                        ("first_year", models.SmallIntegerField(verbose_name="first year")),
                        ("last_year", models.SmallIntegerField(verbose_name="last year")),
                        (
                            "digest",
                            models.CharField(max_length=64, verbose_name="digest of the figures"),
                        ),
                        (
                            "accepted",
                            models.BooleanField(
                                default=False,
                                help_text="A file with less than half the figures of the one in use is kept but not used until this is set.",
                                verbose_name="use although narrower",
                            ),
                        ),
                        (
                            "checks",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="How many figures each check found odd; a check that is not named was not made.",
                                verbose_name="findings by check",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "series in a source file",
                        "verbose_name_plural": "series in source files",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("snapshot", "series"), name="snapshot_series_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ComputeRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="runs",
                                to="indicators.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                help_text="Which set of sources the inputs come from.",
                                max_length=24,
                                verbose_name="basis",
                            ),
                        ),
                        (
                            "formula_version",
                            models.PositiveSmallIntegerField(verbose_name="formula version"),
                        ),
                        (
                            "input_digest",
                            models.CharField(max_length=64, verbose_name="digest of the inputs"),
                        ),
                        ("vintage", models.DateField(verbose_name="vintage of the newest input")),
                        ("rows", models.PositiveIntegerField(default=0, verbose_name="values")),
                        (
                            "dimensions",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="Of figures on corridors: the periods, sexes and variants there are.",
                                verbose_name="dimensions",
                            ),
                        ),
                        ("seconds", models.FloatField(default=0, verbose_name="seconds")),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        (
                            "inputs",
                            models.ManyToManyField(
                                related_name="runs",
                                to="indicators.snapshotseries",
                                verbose_name="inputs",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "computation",
                        "verbose_name_plural": "computations",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "basis", "formula_version", "input_digest"),
                                name="run_once_per_input",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorridorLine",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "run",
                                "variant",
                                "sex",
                                "home",
                                "host",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.computerun",
                            ),
                        ),
                        (
                            "variant",
                            models.SmallIntegerField(
                                help_text="Position in the run's list of variants.",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "sex",
                            models.CharField(
                                help_text="T both, F women, M men", max_length=1, verbose_name="sex"
                            ),
                        ),
                        (
                            "home",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        (
                            "values",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(), size=None, verbose_name="values"
                            ),
                        ),
                        ("status", models.TextField(verbose_name="observation statuses")),
                    ],
                    options={
                        "verbose_name": "line of a corridor",
                        "verbose_name_plural": "lines of corridors",
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        ("is_current", models.BooleanField(default=False, verbose_name="current")),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="reason"),
                        ),
                        (
                            "compared_at",
                            models.DateTimeField(
                                blank=True,
                                null=True,
                                verbose_name="compared with the one before at",
                            ),
                        ),
                        (
                            "built_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="files built at"
                            ),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="subscribers told at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "release",
                        "verbose_name_plural": "releases",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("is_current",),
                                name="release_one_current",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SnapshotContent",
                    fields=[
                        (
                            "snapshot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="content",
                                serialize=False,
                                to="indicators.snapshot",
                                verbose_name="source file",
                            ),
                        ),
                        ("data", models.BinaryField(verbose_name="bytes")),
                    ],
                    options={
                        "verbose_name": "content of a source file",
                        "verbose_name_plural": "contents of source files",
                    },
                ),
                migrations.CreateModel(
                    name="ModelValidation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="validations",
                                to="indicators.computerun",
                                verbose_name="computation",
                            ),
                        ),
                        (
                            "taken",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.snapshotseries",
                                verbose_name="published matrix",
                            ),
                        ),
                        ("year", models.SmallIntegerField(verbose_name="year")),
                        ("variant", models.CharField(max_length=2, verbose_name="variant")),
                        (
                            "corridors",
                            models.PositiveIntegerField(verbose_name="corridors in both"),
                        ),
                        (
                            "correlation",
                            models.FloatField(verbose_name="correlation of logarithms"),
                        ),
                        (
                            "top_ours",
                            models.FloatField(
                                verbose_name="share of the 100 largest corridors, modelled, %"
                            ),
                        ),
                        (
                            "top_theirs",
                            models.FloatField(
                                verbose_name="share of the 100 largest corridors, published, %"
                            ),
                        ),
                        (
                            "shared",
                            models.PositiveSmallIntegerField(
                                verbose_name="of the 100 largest in both"
                            ),
                        ),
                        ("error", models.FloatField(verbose_name="weighted absolute error, %")),
                        ("ours", models.FloatField(verbose_name="modelled total, USD")),
                        ("theirs", models.FloatField(verbose_name="published total, USD")),
                    ],
                    options={
                        "verbose_name": "validation of modelled remittances",
                        "verbose_name_plural": "validations of modelled remittances",
                        "ordering": ["year", "variant"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "taken", "variant"),
                                name="validation_once_per_variant",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "taken",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="indicators.snapshotseries",
                                verbose_name="series in a source file",
                            ),
                        ),
                        (
                            "check_name",
                            models.CharField(
                                choices=[
                                    ("range", "Outside the plausible range"),
                                    ("jump", "Sudden jump"),
                                    ("coverage", "Fewer areas than usual"),
                                    ("additivity", "Parts do not add up"),
                                    ("symmetry", "Two sides do not agree"),
                                ],
                                max_length=12,
                                verbose_name="check",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "counterpart",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="counterpart",
                            ),
                        ),
                        ("year", models.SmallIntegerField(verbose_name="year")),
                        ("found", models.FloatField(verbose_name="figure")),
                        ("expected", models.FloatField(null=True, verbose_name="compared with")),
                        ("weight", models.FloatField(verbose_name="weight")),
                    ],
                    options={
                        "verbose_name": "finding",
                        "verbose_name_plural": "findings",
                        "ordering": ["check_name", "-weight", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("load", "Load a file"),
                                    ("refresh", "Compute indicators"),
                                    ("fetch", "Fetch a source"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "snapshot",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="jobs",
                                to="indicators.snapshot",
                                verbose_name="source file",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="jobs",
                                to="indicators.source",
                                verbose_name="source",
                            ),
                        ),
                        ("step", models.CharField(blank=True, max_length=200, verbose_name="step")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="steps done")),
                        (
                            "total",
                            models.PositiveIntegerField(default=0, verbose_name="steps in all"),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="error")),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                        ),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "job",
                        "verbose_name_plural": "jobs",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "failed"), _negated=True),
                                    models.Q(("error", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="job_failed_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["done", "failed"]), _negated=True),
                                    ("finished_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="job_finished_has_a_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "refresh"), ("state", "waiting")),
                                fields=("kind",),
                                name="job_one_waiting_refresh",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("language", models.CharField(max_length=2, verbose_name="language")),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="regions.area",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=indicators.models.alerts.new_key,
                                max_length=64,
                                unique=True,
                                verbose_name="key",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="created at"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="confirmed at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subscription",
                        "verbose_name_plural": "subscriptions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("email", "indicator", "area"),
                                name="subscription_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("indicator__isnull", False),
                                    ("area__isnull", False),
                                    _connector="OR",
                                ),
                                name="subscription_is_to_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                help_text="What it is sent for; never twice.",
                                max_length=120,
                                unique=True,
                                verbose_name="reason",
                            ),
                        ),
                        ("to", models.EmailField(max_length=254, verbose_name="to")),
                        ("language", models.CharField(max_length=2, verbose_name="language")),
                        ("subject", models.CharField(max_length=300, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting"),
                                    ("sent", "Sent"),
                                    ("kept", "Kept here, nothing is sent"),
                                    ("failed", "Given up"),
                                    ("bounced", "Came back"),
                                ],
                                default="queued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(default=0, verbose_name="tries"),
                        ),
                        (
                            "next_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="next try at"
                            ),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="problem"),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="created at"
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="sent at"),
                        ),
                        (
                            "subscription",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="indicators.subscription",
                                verbose_name="subscription",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.release",
                                verbose_name="release",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "alert",
                        "verbose_name_plural": "alerts",
                        "ordering": ["-created_at", "-pk"],
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="alert_to_send")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorValue",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "run",
                                "area",
                                "counterpart",
                                "year",
                                "quarter",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.computerun",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        (
                            "counterpart",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        ("year", models.SmallIntegerField(verbose_name="year")),
                        ("quarter", models.SmallIntegerField(default=0, verbose_name="quarter")),
                        ("value", models.FloatField(null=True, verbose_name="value")),
                        (
                            "status",
                            models.CharField(max_length=1, verbose_name="observation status"),
                        ),
                        (
                            "coverage",
                            models.FloatField(
                                null=True, verbose_name="coverage of the aggregate, 0-1"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "value",
                        "verbose_name_plural": "values",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", False),
                                    ("status__in", ["M", "O", "K"]),
                                    _connector="OR",
                                ),
                                name="value_missing_only_with_a_missing_status",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="indicators.release",
                                verbose_name="release",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="regions.area",
                                verbose_name="area",
                            ),
                        ),
                        ("added", models.PositiveIntegerField(verbose_name="figures added")),
                        ("removed", models.PositiveIntegerField(verbose_name="figures removed")),
                        ("changed", models.PositiveIntegerField(verbose_name="figures changed")),
                        (
                            "revised",
                            models.PositiveIntegerField(
                                verbose_name="figures changed by more than 1 %"
                            ),
                        ),
                        (
                            "counterpart",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="counterpart",
                            ),
                        ),
                        ("year", models.SmallIntegerField(null=True, verbose_name="year")),
                        ("quarter", models.SmallIntegerField(null=True, verbose_name="quarter")),
                        ("before", models.FloatField(null=True, verbose_name="value before")),
                        ("after", models.FloatField(null=True, verbose_name="value after")),
                        (
                            "share",
                            models.FloatField(
                                null=True,
                                verbose_name="size of the revision, as a share of the value before",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of a release",
                        "verbose_name_plural": "changes of a release",
                        "indexes": [
                            models.Index(fields=["area", "release"], name="release_change_by_area")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "indicator", "area"), name="release_change_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("changed", 0),
                                    models.Q(("after__isnull", False), ("before__isnull", False)),
                                    _connector="OR",
                                ),
                                name="release_change_shows_its_largest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="indicators.release",
                                verbose_name="release",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="as of")),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.computerun",
                                verbose_name="computation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of a release",
                        "verbose_name_plural": "entries of a release",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "indicator", "as_of"), name="entry_once_per_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="indicators.release",
                                verbose_name="release",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("theme", "Theme"),
                                    ("source", "Source"),
                                    ("commission", "Commission"),
                                    ("corridors", "Corridors"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("code", models.CharField(max_length=32, verbose_name="code")),
                        (
                            "stored",
                            models.CharField(max_length=200, verbose_name="name in the storage"),
                        ),
                        (
                            "contents",
                            models.CharField(
                                db_index=True,
                                help_text="The runs and the form: equal digests give equal figures.",
                                max_length=64,
                                verbose_name="digest of what is in it",
                            ),
                        ),
                        ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("rows", models.PositiveIntegerField(verbose_name="rows")),
                    ],
                    options={
                        "verbose_name": "file of a release",
                        "verbose_name_plural": "files of a release",
                        "ordering": ["kind", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "kind", "code"), name="release_file_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "snapshot",
                                "series",
                                "area",
                                "counterpart",
                                "year",
                                "quarter",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "snapshot",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="indicators.snapshot",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.series",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        (
                            "counterpart",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                            ),
                        ),
                        ("year", models.SmallIntegerField(verbose_name="year")),
                        ("quarter", models.SmallIntegerField(default=0, verbose_name="quarter")),
                        ("value", models.FloatField(verbose_name="value")),
                        (
                            "status",
                            models.CharField(max_length=1, verbose_name="observation status"),
                        ),
                        (
                            "flag",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="flag of the source"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "observation",
                        "verbose_name_plural": "observations",
                        "indexes": [
                            django.contrib.postgres.indexes.BrinIndex(
                                autosummarize=True,
                                fields=["snapshot", "series"],
                                name="observation_by_file_and_series",
                                pages_per_range=32,
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            "ALTER TABLE indicators_observation DROP CONSTRAINT indicators_observation_pkey",
            "ALTER TABLE indicators_observation ADD CONSTRAINT indicators_observation_pkey"
            " PRIMARY KEY (snapshot_id, series_id, area_id, counterpart_id, year, quarter)",
        ),
    ]
