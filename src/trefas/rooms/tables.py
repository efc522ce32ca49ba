"""Which login may do what with which table. Room tables say it themselves; the shared ones stand here, with reasons."""

from dataclasses import dataclass, field

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True)
class Shared:
    """A table outside the rooms: why it may be, and the privileges of each login or role."""

    reason: str
    grants: dict[str, str] = field(default_factory=dict)


_LOGIN = "Logging in happens before a room is open; the rooms' login cannot reach it."
_ORGANISATION = "Which authorities and units exist is public; no word about anyone followed."

SHARED: dict[str, Shared] = {
    "authorities_authority": Shared(_ORGANISATION, {"door": READ}),
    "authorities_branch": Shared(_ORGANISATION, {"door": READ}),
    "authorities_area": Shared(_ORGANISATION, {"door": READ}),
    "authorities_unit": Shared(_ORGANISATION, {"door": READ, "gate": READ, "delivery": READ}),
    "authorities_unit_areas": Shared(_ORGANISATION, {"door": READ}),
    "authorities_unitmethod": Shared(_ORGANISATION, {"door": READ}),
    "authorities_agreement": Shared(_ORGANISATION, {"door": READ}),
    "authorities_agreement_parties": Shared(_ORGANISATION, {"door": READ}),
    "authorities_agreement_areas": Shared(_ORGANISATION, {"door": READ}),
    "authorities_user": Shared(
        _LOGIN,
        {"door": "SELECT, UPDATE (password, last_login, language, telephone, title, name)", "gate": READ},
    ),
    "authorities_substitution": Shared("Who stands in for whom names staff only.", {"door": WRITE}),
    "authorities_loginsession": Shared(_LOGIN, {"door": WRITE}),
    "authorities_expectedidentity": Shared(_LOGIN, {"door": "SELECT, DELETE"}),
    "socialaccount_socialaccount": Shared(_LOGIN, {"door": WRITE}),
    "socialaccount_socialapp": Shared("allauth's own, unused: providers are configured in a file.", {"door": READ}),
    "socialaccount_socialtoken": Shared("allauth's own, unused: no token is kept.", {"door": READ}),
    "authorities_attempt": Shared(_LOGIN, {"door": WRITE}),
    "authorities_loginrecord": Shared(_LOGIN, {"door": "SELECT, INSERT"}),
    "account_emailaddress": Shared(_LOGIN, {"door": WRITE}),
    "account_emailconfirmation": Shared(_LOGIN, {"door": WRITE}),
    "mfa_authenticator": Shared(_LOGIN, {"door": WRITE}),
    "auth_group": Shared("Django's own, unused: allauth needs the app.", {}),
    "auth_group_permissions": Shared("Django's own, unused.", {}),
    "auth_permission": Shared("Django's own, unused.", {}),
    "django_content_type": Shared("Django's own, unused.", {"door": READ}),
    "django_migrations": Shared(
        "What the owner has migrated; read at start to see whether it is current.", {"door": READ}
    ),
    "rooms_room": Shared(
        "A receiver must be found by name; inner rooms are hidden by policy.",
        {"door": READ, "app": READ, "delivery": READ, "gate": "SELECT, INSERT, UPDATE"},
    ),
    "rooms_membership": Shared(
        "The door must know where a user works; changed by functions only.",
        {"door": READ, "app": READ, "gate": "SELECT, INSERT, UPDATE"},
    ),
    "rooms_publicpair": Shared(
        "Public halves: what others seal to, and check what was signed against; changed by functions only.",
        {"door": READ, "gate": "SELECT, INSERT, UPDATE"},
    ),
    "rooms_loadedlist": Shared(
        "Which trust list was loaded: looked at before anything is sent or taken in.",
        {"door": READ, "app": READ, "worker": READ},
    ),
    "rooms_lifting": Shared(
        "Whether this is practice: asked for every page and number, written by a function that the owner calls.",
        {"door": READ, "app": READ, "gate": "SELECT, INSERT"},
    ),
    "rooms_safeguard": Shared("Codes and times: how each safeguard stands.", {"door": READ, "app": READ}),
    "rooms_passkey": Shared("Owned by gate; nobody else may read it."),
    "audit_event": Shared(
        "Lies in a room by its own policies: read with the pass, written by the chain's function only.",
        {"app": READ, "delivery": "SELECT, INSERT"},
    ),
    "audit_subject": Shared("As the events: their index.", {"app": READ, "delivery": "SELECT, INSERT"}),
    "audit_written": Shared(
        "As the events: what each of them wrote, filled by triggers.",
        {"app": READ, "delivery": "SELECT, INSERT, UPDATE"},
    ),
    "audit_headleaf": Shared(
        "The log of all rooms' heads: the door reads the hashes only, a room its own leaves.",
        {"app": READ, "door": "SELECT (place, leaf)", "delivery": "SELECT, INSERT"},
    ),
    "audit_checkpoint": Shared(
        "A signed root and its cosignatures: made to be shown.",
        {"door": "SELECT, INSERT, UPDATE (note, stamp)"},
    ),
    "audit_witnessed": Shared(
        "What other installations' logs were when we cosigned them.", {"door": "SELECT, INSERT, UPDATE"}
    ),
    "audit_shape": Shared("The columns of tables, the same for all.", {"door": READ}),
    "audit_chainhead": Shared("As the events.", {"app": READ, "delivery": "SELECT, INSERT, UPDATE"}),
}

# Policies of the machinery, split by role: one on a table that open_rooms() itself reads would recurse.
_OPENED = "((SELECT open_rooms())::uuid[])"
POLICIES: dict[str, dict[str, str]] = {
    "rooms_room": {
        "door": "FOR SELECT TO door USING (parent_id IS NULL)",
        "app": f"FOR SELECT TO app USING (id = ANY ({_OPENED}))",
        "delivery": "FOR SELECT TO delivery USING (true)",
        "machinery": "TO gate, owner USING (true) WITH CHECK (true)",
    },
    "rooms_membership": {
        "door": "FOR SELECT TO door USING (EXISTS (SELECT 1 FROM rooms_room r WHERE r.id = room_id))",
        "app": f"FOR SELECT TO app USING (room_id = ANY ({_OPENED}))",
        "machinery": "TO gate, owner USING (true) WITH CHECK (true)",
    },
    "audit_event": {
        "app": f"FOR SELECT TO app, owner USING (room_id = ANY ({_OPENED}))",
        "machinery": "TO delivery USING (true) WITH CHECK (true)",
    },
    **{
        table: {
            "app": f"FOR SELECT TO app, owner USING (room_id = ANY ({_OPENED}))",
            "machinery": "TO delivery USING (true) WITH CHECK (true)",
        }
        for table in ("audit_chainhead", "audit_subject", "audit_written")
    },
    "audit_headleaf": {
        "app": f"FOR SELECT TO app, owner USING (room_id = ANY ({_OPENED}))",
        "door": "FOR SELECT TO door USING (true)",
        "machinery": "TO delivery USING (true) WITH CHECK (true)",
    },
}

# Room tables whose rows the chain does not commit to: what can be made anew from other rows, and what only wraps keys.
UNCHAINED: dict[str, str] = {
    "persons_searchtoken": "Derived from the person; a lost one hides nobody from a list.",
    "rooms_roomkey": "Wrapped anew when the master key changes; what they open proves them.",
    "rooms_subjectkey": "Wrapped anew when the room's key changes; what they open proves them.",
    "files_draft": "What somebody has begun to write, saved at every pause.",
    "files_listchoice": "Which columns somebody chose.",
}

# Room tables without the policy that keeps barred people from a user, since no row is about one person.
UNBARRED: dict[str, str] = {
    "rooms_roomkey": "The key of the room itself.",
    "rooms_proposedact": "Ids and codes; the pages that tell of an act read the people themselves.",
    "persons_import": "A list of many; its rows are barred one by one once they are about somebody of the room.",
    "persons_rememberedcolumns": "How the unit's lists name their columns.",
    "disclosures_rulesignature": "Who has signed which rule.",
    "disclosures_keptrulebook": "How the rules were written.",
    "files_draft": "A user's own unfinished words, under her own key.",
    "files_filenumber": "One series for the room: only how far it has come.",
    "files_keptdefinition": "How a method was written.",
    "files_listchoice": "Which columns somebody chose.",
    "files_meeting": "Time, place and units; whom it is about stands in its items.",
    "evaluation_publishedfigures": "Counts, and never of fewer than five.",
}
