from django.db import migrations, models

# The way back takes out the codes that do not fit; the constraints are checked at once, because a
# table with checks outstanding cannot be altered.
TAKE_OUT = "DELETE FROM regions_area WHERE length(code) > 8; SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_schema"),
    ]

    operations = [
        migrations.AlterField(
            model_name="area",
            name="code",
            field=models.CharField(max_length=12, unique=True, verbose_name="code"),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKE_OUT),
    ]
