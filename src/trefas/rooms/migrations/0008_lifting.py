import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """That practice mode is lifted, and how the safeguards stand."""

    dependencies = [
        ('rooms', '0007_colleagues'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Safeguard',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('failing_since', models.DateTimeField(null=True)),
                ('looked_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Lifting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('act', models.UUIDField(unique=True)),
                ('lifted_at', models.DateTimeField()),
                ('held', models.JSONField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
