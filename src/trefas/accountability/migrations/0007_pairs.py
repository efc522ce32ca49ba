from django.db import migrations, models


class Migration(migrations.Migration):
    """What is sealed says to which key, so that a room knows what still needs an old one."""

    dependencies = [("accountability", "0006_doubts")]

    operations = [
        migrations.AddField(
            model_name="beforehand",
            name="sealed_to",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
    ]
