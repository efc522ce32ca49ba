import django.db.models.deletion
from django.db import migrations, models

# Every room that has keys has had one pair so far. How long the trust list that names it holds was not written down:
# a year and a month is longer than any list should.
FIRST = """
INSERT INTO rooms_publicpair (id, room_id, name, verifying_key, sealing_name, sealing_key, published_at, signs_from,
                              listed_until)
SELECT gen_random_uuid(), r.id, encode(substr(sha256(decode(r.verifying_key, 'base64')), 1, 16), 'hex'), r.verifying_key,
       encode(substr(sha256(decode(r.sealing_key, 'base64')), 1, 16), 'hex'), r.sealing_key, r.opened_at, r.opened_at,
       (SELECT now() + interval '400 days' FROM rooms_loadedlist LIMIT 1)
  FROM rooms_room r WHERE r.sealing_key <> ''
"""


class Migration(migrations.Migration):
    """The pairs that sign and open envelopes can be replaced: their public halves are kept, each with its dates."""

    dependencies = [("rooms", "0005_rotation")]

    operations = [
        migrations.CreateModel(
            name="PublicPair",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=32)),
                ("verifying_key", models.CharField(max_length=200)),
                ("sealing_name", models.CharField(blank=True, max_length=32)),
                ("sealing_key", models.CharField(blank=True, max_length=4000)),
                ("published_at", models.DateTimeField()),
                ("signs_from", models.DateTimeField(blank=True, null=True)),
                ("signs_until", models.DateTimeField(blank=True, null=True)),
                ("compromised_at", models.DateTimeField(blank=True, null=True)),
                ("listed_until", models.DateTimeField(blank=True, null=True)),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pairs", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("room", "name"), name="rooms_publicpair_once")],
            },
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
