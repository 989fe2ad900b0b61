import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from core.schema import CreateModels

LANGUAGES = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "ar": "arabic",
    "ru": "russian",
    "pt": "portuguese",
    "zh": "simple",
}
"""Our text search configurations, `portal_xx`, are PostgreSQL's own with accents taken off first."""


def configurations():
    """Chinese comes cut in pairs of characters (studies.search.query_parser), so `simple` is right for it."""
    for code, name in LANGUAGES.items():
        stem = name if name == "simple" else f"{name}_stem"
        yield migrations.RunSQL(
            [
                f"CREATE TEXT SEARCH CONFIGURATION portal_{code} (COPY = pg_catalog.{name})",
                f"ALTER TEXT SEARCH CONFIGURATION portal_{code} ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stem}",
            ],
            f"DROP TEXT SEARCH CONFIGURATION portal_{code}",
        )


class Migration(migrations.Migration):
    replaces = [
        ("studies", "0001_works"),
        ("studies", "0002_narrow_search_rows"),
        ("studies", "0003_keep_postings_of_the_search"),
    ]

    initial = True

    dependencies = [
        ("core", "__first__"),
        ("regions", "0001_schema"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        *configurations(),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Institution",
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
                            "name",
                            models.CharField(max_length=300, unique=True, verbose_name="name"),
                        ),
                    ],
                    options={
                        "verbose_name": "institution",
                        "verbose_name_plural": "institutions",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="SearchBase",
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
                        ("number", models.BigIntegerField(verbose_name="number")),
                        ("editions", models.BinaryField()),
                        ("generations", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "base of the search",
                        "verbose_name_plural": "bases of the search",
                    },
                ),
                migrations.CreateModel(
                    name="SearchGeneration",
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
                        ("number", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "state of the search",
                        "verbose_name_plural": "states of the search",
                    },
                ),
                migrations.CreateModel(
                    name="SearchPosting",
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
                            "lexeme",
                            models.TextField(db_collation="C", unique=True, verbose_name="lexeme"),
                        ),
                        ("title", models.BinaryField()),
                        ("head", models.BinaryField()),
                        ("words", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "posting of the search",
                        "verbose_name_plural": "postings of the search",
                    },
                ),
                migrations.CreateModel(
                    name="Author",
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
                        ("family", models.CharField(max_length=120, verbose_name="family name")),
                        (
                            "given",
                            models.CharField(blank=True, max_length=120, verbose_name="given name"),
                        ),
                        (
                            "orcid",
                            models.CharField(blank=True, max_length=19, verbose_name="ORCID"),
                        ),
                    ],
                    options={
                        "verbose_name": "author",
                        "verbose_name_plural": "authors",
                        "ordering": ["family", "given"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("family", "given", "orcid"), name="author_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("orcid", ""),
                                    ("orcid__regex", "^(\\d{4}-){3}\\d{3}[\\dX]$"),
                                    _connector="OR",
                                ),
                                name="orcid_has_its_form",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchWord",
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
                        ("word", models.CharField(max_length=60, unique=True, verbose_name="word")),
                        (
                            "editions",
                            models.PositiveIntegerField(default=1, verbose_name="editions"),
                        ),
                    ],
                    options={
                        "verbose_name": "word",
                        "verbose_name_plural": "words",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["word"],
                                name="search_word_likeness",
                                opclasses=["gin_trgm_ops"],
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Study",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "embargo_until",
                            models.DateField(
                                blank=True,
                                help_text="Nothing of a published study is public before this day.",
                                null=True,
                                verbose_name="embargo until",
                            ),
                        ),
                        (
                            "is_demonstration",
                            models.BooleanField(
                                default=False,
                                help_text="Shown with a note that it is made up.",
                                verbose_name="example record",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="withdrawn at"
                            ),
                        ),
                        (
                            "withdrawn_note",
                            models.TextField(
                                blank=True, verbose_name="public note on the withdrawal"
                            ),
                        ),
                        (
                            "first_published_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="first published at",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="changed at",
                            ),
                        ),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="revision"
                            ),
                        ),
                        (
                            "commissions",
                            models.ManyToManyField(
                                related_name="studies",
                                to="regions.commission",
                                verbose_name="commissions",
                            ),
                        ),
                        (
                            "countries",
                            models.ManyToManyField(
                                blank=True,
                                limit_choices_to={"kind": "country"},
                                related_name="studies",
                                to="regions.area",
                                verbose_name="countries",
                            ),
                        ),
                        (
                            "terms",
                            models.ManyToManyField(
                                blank=True,
                                related_name="studies",
                                to="regions.term",
                                verbose_name="themes, objectives and targets",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "study",
                        "verbose_name_plural": "studies",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["state", "changed_at"], name="study_by_change")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(
                                        ("withdrawn_at__isnull", False),
                                        models.Q(("withdrawn_note", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="withdrawn_study_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["published", "withdrawn"]), _negated=True
                                    ),
                                    ("first_published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="published_study_knows_since_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relation",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="relations",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="relations_to",
                                to="studies.study",
                                verbose_name="other study",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("part_of", "is part of"),
                                    ("replaces", "replaces"),
                                    ("continues", "continues"),
                                    ("supplements", "supplements"),
                                    ("related", "is related to"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "relation",
                        "verbose_name_plural": "relations",
                        "ordering": ["kind", "other"],
                        "constraints": [
                            models.UniqueConstraint(fields=("study", "other"), name="related_once"),
                            models.CheckConstraint(
                                condition=models.Q(("study", models.F("other")), _negated=True),
                                name="not_related_to_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recommendation",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recommendations",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "addressee",
                            models.CharField(
                                choices=[
                                    ("government", "Governments"),
                                    ("labour", "Ministries of labour"),
                                    (
                                        "interior",
                                        "Ministries of the interior and border authorities",
                                    ),
                                    ("foreign", "Ministries of foreign affairs and consulates"),
                                    ("statistics", "National statistical offices"),
                                    ("central_bank", "Central banks and financial regulators"),
                                    ("commission", "Regional Commissions"),
                                    ("un", "United Nations system"),
                                    ("partners", "Social partners and civil society"),
                                ],
                                max_length=14,
                                verbose_name="addressee",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                limit_choices_to={"vocabulary": "theme"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendations",
                                to="regions.term",
                                verbose_name="theme",
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                blank=True,
                                limit_choices_to={"vocabulary": "gcm"},
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendations_by_objective",
                                to="regions.term",
                                verbose_name="Compact objective",
                            ),
                        ),
                        (
                            "horizon",
                            models.CharField(
                                choices=[
                                    ("short", "Within two years"),
                                    ("medium", "Within five years"),
                                    ("long", "Beyond five years"),
                                    ("none", "Not stated"),
                                ],
                                default="none",
                                max_length=8,
                                verbose_name="horizon",
                            ),
                        ),
                        (
                            "page",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="page"),
                        ),
                        (
                            "countries",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Empty: all countries of the study.",
                                limit_choices_to={"kind": "country"},
                                related_name="recommendations",
                                to="regions.area",
                                verbose_name="countries",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recommendation",
                        "verbose_name_plural": "recommendations",
                        "ordering": ["study", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("study", "number"),
                                name="recommendation_number_once_per_study",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotedFigure",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="figures",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        (
                            "page",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="page"),
                        ),
                        ("indicator", models.CharField(max_length=40, verbose_name="indicator")),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country or region",
                            ),
                        ),
                        ("year", models.SmallIntegerField(verbose_name="year the figure is for")),
                        ("value", models.FloatField(verbose_name="value in the study")),
                        (
                            "decimals",
                            models.SmallIntegerField(default=1, verbose_name="decimals printed"),
                        ),
                        (
                            "known_on",
                            models.DateField(
                                help_text="The vintage the authors used.",
                                verbose_name="figures as known on",
                            ),
                        ),
                        (
                            "tolerance",
                            models.FloatField(
                                default=5,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="tolerance, per cent of the value",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("unchecked", "Not compared yet"),
                                    ("same", "Still as quoted"),
                                    ("moved", "Moved"),
                                    ("missing", "No longer published"),
                                ],
                                default="unchecked",
                                editable=False,
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "now_value",
                            models.FloatField(
                                blank=True, editable=False, null=True, verbose_name="value now"
                            ),
                        ),
                        (
                            "now_vintage",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="vintage now"
                            ),
                        ),
                        (
                            "checked_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="compared at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quoted figure",
                        "verbose_name_plural": "quoted figures",
                        "ordering": ["study", "page", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tolerance__gte", 0)),
                                name="tolerance_not_negative",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="editions",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, max_length=500, verbose_name="title"),
                        ),
                        (
                            "subtitle",
                            models.CharField(blank=True, max_length=500, verbose_name="subtitle"),
                        ),
                        (
                            "abstract",
                            models.TextField(blank=True, max_length=10000, verbose_name="abstract"),
                        ),
                        (
                            "issued",
                            models.CharField(
                                blank=True,
                                help_text="As far as it is known: 2011, 2011-05 or 2011-05-17.",
                                max_length=10,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                        "Write 2011, 2011-05 or 2011-05-17.",
                                    )
                                ],
                                verbose_name="date of issue",
                            ),
                        ),
                        (
                            "symbol",
                            models.CharField(
                                blank=True,
                                help_text="For example LC/L.2983 or E/ESCWA/…",
                                max_length=80,
                                verbose_name="symbol",
                            ),
                        ),
                        ("isbn", models.CharField(blank=True, max_length=20, verbose_name="ISBN")),
                        (
                            "doi",
                            models.CharField(
                                blank=True,
                                max_length=120,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^10\\.\\d{4,9}/\\S+$",
                                        "A DOI begins with 10. and has a slash.",
                                    )
                                ],
                                verbose_name="DOI",
                            ),
                        ),
                        (
                            "publisher",
                            models.CharField(blank=True, max_length=200, verbose_name="publisher"),
                        ),
                        (
                            "in_preparation",
                            models.BooleanField(
                                default=False,
                                help_text="Not shown to readers, and not checked when the study is published.",
                                verbose_name="in preparation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "edition",
                        "verbose_name_plural": "editions",
                        "ordering": ["study", "language"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("study", "language"), name="one_edition_per_language"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issued", ""),
                                    (
                                        "issued__regex",
                                        "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                    ),
                                    _connector="OR",
                                ),
                                name="edition_issued_is_a_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contributions",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        ("position", models.SmallIntegerField(verbose_name="position")),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="studies.author",
                                verbose_name="author",
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="studies.institution",
                                verbose_name="institution",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("author", "author"), ("editor", "editor")],
                                default="author",
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contribution",
                        "verbose_name_plural": "contributions",
                        "ordering": ["study", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("study", "position"), name="one_contribution_per_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("author__isnull", False),
                                    ("institution__isnull", False),
                                    _connector="OR",
                                ),
                                name="contribution_names_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudyEvent",
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
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("created", "created"),
                                    ("edited", "edited"),
                                    ("submitted", "submitted for review"),
                                    ("returned", "returned to draft"),
                                    ("published", "published"),
                                    ("withdrawn", "withdrawn"),
                                    ("file_added", "file added"),
                                    ("file_removed", "file removed"),
                                    ("imported", "imported"),
                                ],
                                max_length=14,
                                verbose_name="action",
                            ),
                        ),
                        (
                            "detail",
                            models.JSONField(blank=True, default=dict, verbose_name="what changed"),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "event of a study",
                        "verbose_name_plural": "events of studies",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StudyFile",
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
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="studies.edition",
                                verbose_name="edition",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                max_length=2,
                                verbose_name="language of the file",
                            ),
                        ),
                        (
                            "label",
                            models.CharField(
                                blank=True,
                                help_text="For example “Summary” or “Annex 2”.",
                                max_length=200,
                                verbose_name="label",
                            ),
                        ),
                        ("filename", models.CharField(max_length=150, verbose_name="file name")),
                        ("media_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "stored",
                            models.CharField(max_length=200, verbose_name="place in the storage"),
                        ),
                        (
                            "licence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("UN", "© United Nations, terms of use of un.org"),
                                    ("CC-BY-3.0-IGO", "CC BY 3.0 IGO"),
                                    ("CC-BY-4.0", "CC BY 4.0"),
                                    ("CC-BY-NC-ND-3.0-IGO", "CC BY-NC-ND 3.0 IGO"),
                                    ("CC0-1.0", "CC0 1.0"),
                                ],
                                max_length=24,
                                verbose_name="licence",
                            ),
                        ),
                        (
                            "text_state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Text is being read"),
                                    ("done", "Text can be searched"),
                                    ("empty", "No text in it (a scan?)"),
                                    ("refused", "Cannot be opened"),
                                    ("none", "Not a text"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="text",
                            ),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="problem"),
                        ),
                        (
                            "pages",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="pages"
                            ),
                        ),
                        (
                            "added_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="added at"),
                        ),
                    ],
                    options={
                        "verbose_name": "file",
                        "verbose_name_plural": "files",
                        "ordering": ["edition", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("edition", "sha256"), name="same_file_once_per_edition"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)), name="file_is_not_empty"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilePage",
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
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="studies.studyfile",
                                verbose_name="file",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="page")),
                        ("text", models.TextField(verbose_name="text")),
                        ("vector", django.contrib.postgres.search.SearchVectorField(null=True)),
                    ],
                    options={
                        "verbose_name": "page of a file",
                        "verbose_name_plural": "pages of files",
                        "ordering": ["file", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("file", "number"), name="one_text_per_page"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Uptake",
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
                            "recommendation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uptakes",
                                to="studies.recommendation",
                                verbose_name="recommendation",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                limit_choices_to={"kind": "country"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uptakes",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("presented", "Presented"),
                                    ("endorsed", "Endorsed"),
                                    ("planned", "Planned"),
                                    ("drafted", "Drafted"),
                                    ("adopted", "Adopted"),
                                    ("implemented", "Implemented"),
                                    ("rejected", "Rejected"),
                                ],
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="day")),
                        ("evidence", models.TextField(max_length=2000, verbose_name="evidence")),
                        (
                            "url",
                            models.URLField(blank=True, verbose_name="address of the evidence"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="recorded at",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "status of a recommendation in a country",
                        "verbose_name_plural": "statuses of recommendations in countries",
                        "ordering": ["recommendation", "country", "on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("evidence", ""), _negated=True),
                                name="uptake_has_evidence",
                            ),
                            models.UniqueConstraint(
                                fields=("recommendation", "country", "status", "on"),
                                name="same_move_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "edition",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="studies.edition",
                                verbose_name="edition",
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        ("language", models.CharField(max_length=2, verbose_name="language")),
                        ("visible_from", models.DateField(verbose_name="visible from")),
                        ("year", models.SmallIntegerField(verbose_name="year")),
                        (
                            "commissions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(), size=None
                            ),
                        ),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(), size=None
                            ),
                        ),
                        (
                            "terms",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), size=None
                            ),
                        ),
                        ("title", django.contrib.postgres.search.SearchVectorField()),
                        ("head", django.contrib.postgres.search.SearchVectorField()),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                        (
                            "generation",
                            models.BigIntegerField(
                                default=0, verbose_name="state it was written in"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "search entry",
                        "verbose_name_plural": "search entries",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["words"], name="search_words"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecommendationText",
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
                            "recommendation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="studies.recommendation",
                                verbose_name="recommendation",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        ("text", models.TextField(max_length=3000, verbose_name="text")),
                        (
                            "vector",
                            django.contrib.postgres.search.SearchVectorField(
                                editable=False, null=True
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "text of a recommendation",
                        "verbose_name_plural": "texts of recommendations",
                        "ordering": ["recommendation", "language"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["vector"], name="recommendation_words"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("recommendation", "language"), name="one_text_per_language"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            "ALTER TABLE studies_searchentry SET (toast_tuple_target = 128)",
            "ALTER TABLE studies_searchentry RESET (toast_tuple_target)",
        ),
        migrations.RunSQL(
            "ALTER TABLE studies_searchposting ALTER title SET STORAGE EXTERNAL, "
            "ALTER head SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
