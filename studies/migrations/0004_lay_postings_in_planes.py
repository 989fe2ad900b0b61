from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0003_keep_postings_of_the_search"),
    ]

    operations = [
        # Beat builds them again in the new order; until then the index answers alone.
        migrations.RunSQL(
            "DELETE FROM studies_searchposting; DELETE FROM studies_searchbase",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="searchbase", name="editions"),
        migrations.AddField(
            model_name="searchbase",
            name="places",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchbase",
            name="studies",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
    ]
