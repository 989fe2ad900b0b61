"""Observations come by COPY and are never changed: the index by series serves every read, a key would cost a second one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE indicators_observation DROP CONSTRAINT indicators_observation_pkey",
            "ALTER TABLE indicators_observation ADD CONSTRAINT indicators_observation_pkey"
            " PRIMARY KEY (snapshot_id, series_id, area_id, counterpart_id, year, quarter)",
        ),
    ]
