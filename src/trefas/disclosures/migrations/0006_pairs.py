from django.db import migrations, models


class Migration(migrations.Migration):
    """What is sealed says to which key, so that a room knows what still needs an old one."""

    dependencies = [("disclosures", "0005_doubts")]

    operations = [
        migrations.AddField(
            model_name="envelope",
            name="sealed_to",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
    ]
