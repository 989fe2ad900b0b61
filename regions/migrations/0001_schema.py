"""Countries, commissions, taxonomies, partners and who works for which commission."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.schema import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("regions", "0001_initial"),
        ("regions", "0002_taxonomies_and_roles"),
        ("regions", "0003_organisers"),
        ("regions", "0004_know_groups_of_countries"),
    ]

    initial = True

    dependencies = [
        ("core", "__first__"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=8, unique=True, verbose_name="code")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("country", "Country or area"),
                                    ("commission", "Region of a commission"),
                                    ("group", "Group of countries"),
                                    ("world", "World"),
                                    ("other", "Other or unknown"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "iso2",
                            models.CharField(
                                blank=True, max_length=2, verbose_name="ISO 3166-1 alpha-2"
                            ),
                        ),
                        ("m49", models.CharField(blank=True, max_length=3, verbose_name="M49")),
                        (
                            "names",
                            models.JSONField(
                                help_text='{"en": "...", "fr": "..."}',
                                verbose_name="names by language",
                            ),
                        ),
                        (
                            "subregion",
                            models.CharField(
                                blank=True, max_length=3, verbose_name="M49 sub-region"
                            ),
                        ),
                        (
                            "ldc",
                            models.BooleanField(
                                default=False, verbose_name="least developed country"
                            ),
                        ),
                        (
                            "lldc",
                            models.BooleanField(
                                default=False, verbose_name="landlocked developing country"
                            ),
                        ),
                        (
                            "sids",
                            models.BooleanField(
                                default=False, verbose_name="small island developing State"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="note on status"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "area",
                        "verbose_name_plural": "areas",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("code__regex", "^[A-Z0-9@]+$")),
                                name="area_code_is_upper_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("names__has_key", "en")),
                                name="area_has_an_english_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commission",
                    fields=[
                        (
                            "area",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="commission",
                                serialize=False,
                                to="regions.area",
                                verbose_name="area",
                            ),
                        ),
                        ("full_names", models.JSONField(verbose_name="full names by language")),
                        ("seat", models.JSONField(verbose_name="seat by language")),
                        ("founded", models.SmallIntegerField(verbose_name="founded in")),
                        ("website", models.URLField(verbose_name="website")),
                        (
                            "mandate",
                            models.JSONField(default=dict, verbose_name="mandate by language"),
                        ),
                        (
                            "languages",
                            models.CharField(
                                blank=True,
                                help_text="Codes: en fr ru",
                                max_length=40,
                                verbose_name="working languages",
                            ),
                        ),
                        (
                            "resolution",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="founding resolution"
                            ),
                        ),
                        (
                            "mandate_source",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="source of the mandate"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commission",
                        "verbose_name_plural": "commissions",
                        "ordering": ["area__code"],
                    },
                ),
                migrations.CreateModel(
                    name="CommissionRole",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="commission_roles",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "commission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="roles",
                                to="regions.commission",
                                verbose_name="commission",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("editor", "Editor of studies"),
                                    ("organiser", "Organiser of workshops"),
                                ],
                                max_length=12,
                                verbose_name="role",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role in a commission",
                        "verbose_name_plural": "roles in commissions",
                        "ordering": ["commission", "user"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "commission", "role"),
                                name="role_once_per_commission",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Term",
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
                            "vocabulary",
                            models.CharField(
                                choices=[
                                    ("theme", "Priority theme"),
                                    ("gcm", "Objective of the Global Compact"),
                                    ("sdg", "SDG target"),
                                ],
                                max_length=6,
                                verbose_name="taxonomy",
                            ),
                        ),
                        (
                            "code",
                            models.SlugField(
                                help_text="remittances, gcm-20",
                                max_length=30,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        ("position", models.SmallIntegerField(verbose_name="position")),
                        ("names", models.JSONField(verbose_name="names by language")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        (
                            "source",
                            models.CharField(blank=True, max_length=200, verbose_name="source"),
                        ),
                    ],
                    options={
                        "verbose_name": "term",
                        "verbose_name_plural": "terms",
                        "ordering": ["vocabulary", "position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("names__has_key", "en")),
                                name="term_has_an_english_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Focus",
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
                            "commission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="focuses",
                                to="regions.commission",
                                verbose_name="commission",
                            ),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="focuses",
                                to="regions.term",
                                verbose_name="theme",
                            ),
                        ),
                        (
                            "statements",
                            models.JSONField(
                                help_text='{"en": "…"}', verbose_name="statement by language"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(max_length=300, verbose_name="document it stands in"),
                        ),
                        (
                            "url",
                            models.URLField(blank=True, verbose_name="address of the document"),
                        ),
                    ],
                    options={
                        "verbose_name": "position on a theme",
                        "verbose_name_plural": "positions on themes",
                        "ordering": ["term__position", "commission"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commission", "term"),
                                name="focus_once_per_commission_and_theme",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "commission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="regions.commission",
                                verbose_name="commission",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("member", "Member State"),
                                    ("associate", "Associate member"),
                                ],
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "is_regional",
                            models.BooleanField(
                                help_text="Only regional members enter the commission's figures.",
                                verbose_name="in the region",
                            ),
                        ),
                        ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "confidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("verified", "Read in a source"),
                                    ("likely", "Well known, not checked again"),
                                    (
                                        "assumed_un_admission",
                                        "Assumed: year of admission to the United Nations",
                                    ),
                                    ("unsure", "Unsure"),
                                ],
                                max_length=24,
                                verbose_name="how the date is known",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "ordering": ["commission", "country"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until", None),
                                    ("since", None),
                                    ("until__gt", models.F("since")),
                                    _connector="OR",
                                ),
                                name="membership_ends_after_it_starts",
                            ),
                            models.UniqueConstraint(
                                fields=("country", "commission", "since"),
                                name="membership_once_per_start",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partner",
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
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                        ("names", models.JSONField(verbose_name="names by language")),
                        ("website", models.URLField(blank=True, verbose_name="website")),
                        (
                            "since",
                            models.SmallIntegerField(blank=True, null=True, verbose_name="since"),
                        ),
                        (
                            "until",
                            models.SmallIntegerField(blank=True, null=True, verbose_name="until"),
                        ),
                        (
                            "confidence",
                            models.CharField(
                                blank=True, max_length=10, verbose_name="how the years are known"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        (
                            "source",
                            models.CharField(blank=True, max_length=300, verbose_name="source"),
                        ),
                    ],
                    options={
                        "verbose_name": "partner agency",
                        "verbose_name_plural": "partner agencies",
                        "ordering": ["since", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until", None),
                                    ("since", None),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="partner_leaves_after_it_joins",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
