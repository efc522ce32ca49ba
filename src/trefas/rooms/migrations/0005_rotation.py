import django.db.models.deletion
from django.db import migrations, models

import trefas.rooms.fields

# The owner reads rows without a pass only here, and only to say what has been true all along: one key in each room.
UNDER = (
    "ALTER TABLE rooms_subjectkey NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE rooms_roomkey NO FORCE ROW LEVEL SECURITY",
    "UPDATE rooms_subjectkey k SET under_id = r.id FROM rooms_roomkey r WHERE r.room_id = k.room_id",
    "ALTER TABLE rooms_roomkey FORCE ROW LEVEL SECURITY",
    "ALTER TABLE rooms_subjectkey FORCE ROW LEVEL SECURITY",
)


class Migration(migrations.Migration):
    """A room's key can be replaced: what is wrapped says by which, and search tokens have a secret of their own."""

    dependencies = [("rooms", "0004_apart")]

    operations = [
        migrations.AddField(model_name="roomkey", name="retired_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="roomkey", name="wrapped_tokens", field=models.BinaryField(null=True)),
        migrations.RemoveConstraint(model_name="roomkey", name="rooms_roomkey_one"),
        migrations.AddConstraint(
            model_name="roomkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)), fields=("room",), name="rooms_roomkey_one_in_use"
            ),
        ),
        migrations.AddField(
            model_name="subjectkey",
            name="under",
            field=trefas.rooms.fields.RoomForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rooms.roomkey"
            ),
        ),
        migrations.RunSQL(UNDER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="subjectkey",
            name="under",
            field=trefas.rooms.fields.RoomForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rooms.roomkey"
            ),
        ),
    ]
