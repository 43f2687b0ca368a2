"""Make the table of applications."""

from django.db import migrations, models

from office_site.fields import MonthField, NIKField, RegionCodeField


class Migration(migrations.Migration):
    """The first one."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nik", NIKField(unique=True, verbose_name="NIK")),
                ("region", RegionCodeField(verbose_name="region code")),
                (
                    "since",
                    MonthField(
                        help_text="year and month, such as 2020-11",
                        verbose_name="month of application",
                    ),
                ),
            ],
            options={"ordering": ("since", "id")},
        ),
    )
