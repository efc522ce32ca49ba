-- Run as the role gate, which alone may read the pass keys. Every search_path ends in pg_temp.

CREATE OR REPLACE FUNCTION pass_hmac(inner_pad bytea, outer_pad bytea, message text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8'))), 'hex')
$$;

-- The parts of a valid pass: key, user, membership, room, role, purpose, process, expiry, barred ids. Raises on any other.
CREATE OR REPLACE FUNCTION check_pass(presented text) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[];
  expected text;
BEGIN
  IF presented IS NULL OR presented = '' THEN
    RAISE EXCEPTION 'no pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  parts := string_to_array(presented, '|');
  IF array_length(parts, 1) IS DISTINCT FROM 10 THEN
    RAISE EXCEPTION 'malformed pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT pass_hmac(k.inner_pad, k.outer_pad, array_to_string(parts[1:9], '|')) INTO expected
    FROM rooms_passkey k WHERE k.id::text = parts[1] AND k.retired_at IS NULL;
  IF expected IS NULL OR expected <> parts[10] THEN
    RAISE EXCEPTION 'forged pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF parts[7]::int <> pg_backend_pid() THEN
    RAISE EXCEPTION 'copied pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF to_timestamp(parts[8]::double precision) < transaction_timestamp() THEN
    RAISE EXCEPTION 'expired pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN parts;
END $$;

-- The parts of the pass that is presented. As it was minted it opens nothing: it does not say yet who is barred.
CREATE OR REPLACE FUNCTION read_pass() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := check_pass(current_setting('trefas.pass', true));
BEGIN
  IF parts[9] = '-' THEN
    RAISE EXCEPTION 'incomplete pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN parts;
END $$;

-- A minted pass with the ids of those whom its user may not see, signed anew: in the transaction that will use it.
CREATE OR REPLACE FUNCTION complete_pass(minted text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := check_pass(minted);
  k record;
  message text;
BEGIN
  -- Time's own account is partial to nobody.
  message := array_to_string(parts[1:8], '|') || '|' || CASE parts[5] WHEN 'service' THEN '' ELSE array_to_string(
    barred_ids(parts[2]::uuid, parts[4]::uuid), ',') END;
  SELECT inner_pad, outer_pad INTO STRICT k FROM rooms_passkey WHERE id::text = parts[1];
  RETURN message || '|' || pass_hmac(k.inner_pad, k.outer_pad, message);
END $$;

-- The rooms the presented pass opens: the acting room and the inner rooms in it where the user is a named handler.
CREATE OR REPLACE FUNCTION open_rooms() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  opened uuid[];
BEGIN
  SELECT array_agg(m.room_id) INTO opened
    FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id
   WHERE m.user_id = parts[2]::uuid
     AND m.starts_at <= transaction_timestamp()
     AND (m.ends_at IS NULL OR m.ends_at > transaction_timestamp())
     AND r.closed_at IS NULL
     AND (m.id = parts[3]::uuid OR r.parent_id = parts[4]::uuid);
  IF opened IS NULL OR NOT (parts[4]::uuid = ANY (opened)) THEN
    RAISE EXCEPTION 'membership ended' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN opened;
END $$;

-- The unit of the presented pass.
CREATE OR REPLACE FUNCTION acting_unit() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.unit_id FROM rooms_membership m WHERE m.id = (read_pass())[3]::uuid AND m.room_id = ANY (open_rooms())
$$;

-- The door login asks for a pass for one of the user's own memberships, tied to one connection of the app login.
CREATE OR REPLACE FUNCTION mint_pass(for_user uuid, for_membership uuid, for_purpose text, for_process int, seconds int)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  k record;
  m record;
  message text;
BEGIN
  IF for_purpose !~ '^[a-z_]{1,40}$' OR seconds NOT BETWEEN 1 AND 600 THEN
    RAISE EXCEPTION 'malformed request for a pass' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT mm.id, mm.room_id, mm.role INTO m
    FROM rooms_membership mm JOIN rooms_room r ON r.id = mm.room_id JOIN authorities_user u ON u.id = mm.user_id
   WHERE mm.id = for_membership AND mm.user_id = for_user AND u.is_active
     AND mm.starts_at <= now() AND (mm.ends_at IS NULL OR mm.ends_at > now())
     AND r.closed_at IS NULL AND r.parent_id IS NULL;
  IF m IS NULL THEN
    RAISE EXCEPTION 'no such membership' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT id, inner_pad, outer_pad INTO STRICT k
    FROM rooms_passkey WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 1;
  message := concat_ws('|', k.id, for_user, m.id, m.room_id, m.role, for_purpose, for_process,
                       round(extract(epoch FROM clock_timestamp() + make_interval(secs => seconds)), 3),
                       '-');
  RETURN message || '|' || pass_hmac(k.inner_pad, k.outer_pad, message);
END $$;

-- An end bites at once, so one administrator is enough; to give takes two, see second_person.sql.
CREATE OR REPLACE FUNCTION end_membership(of_membership uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  opened uuid[] := open_rooms();
  leaving uuid;
BEGIN
  IF parts[5] <> 'administrator' THEN
    RAISE EXCEPTION 'only an administrator of the room may do this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE rooms_membership SET ends_at = now()
   WHERE id = of_membership AND room_id = ANY (opened) AND (ends_at IS NULL OR ends_at > now())
  RETURNING user_id INTO leaving;
  IF leaving IS NULL THEN
    RETURN false;
  END IF;
  -- Who works in the room no more is no named handler in it either, also if she comes back.
  UPDATE rooms_membership m SET ends_at = now()
    FROM rooms_room r
   WHERE r.id = m.room_id AND r.parent_id = parts[4]::uuid AND m.user_id = leaving
     AND (m.ends_at IS NULL OR m.ends_at > now())
     AND NOT EXISTS (SELECT 1 FROM rooms_membership other WHERE other.user_id = leaving AND other.room_id = r.parent_id
                        AND (other.ends_at IS NULL OR other.ends_at > now()));
  RETURN true;
END $$;

-- An inner room holds a protected person or a narrowly held file; its members are the named handlers.
CREATE OR REPLACE FUNCTION open_inner_room(new_room uuid, new_memberships uuid[], handlers uuid[])
RETURNS uuid LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  parent rooms_room;
BEGIN
  PERFORM open_rooms();
  SELECT * INTO STRICT parent FROM rooms_room WHERE id = parts[4]::uuid;
  IF NOT (parts[2]::uuid = ANY (handlers)) OR array_length(handlers, 1) <> array_length(new_memberships, 1) THEN
    RAISE EXCEPTION 'the one who opens an inner room is one of its handlers' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO rooms_room (id, branch_id, parent_id, kind, name, opened_at, hosting_reference, impact_assessment_reference, sealing_key,
                          verifying_key)
  VALUES (new_room, parent.branch_id, parent.id, parent.kind, parent.name, now(), parent.hosting_reference,
          parent.impact_assessment_reference, '', '');
  INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at, granted_by)
  SELECT given.membership, given.handler, new_room, m.unit_id, m.role, m.mandates, now(), parts[2]::uuid
    FROM unnest(new_memberships, handlers) AS given(membership, handler)
    JOIN rooms_membership m ON m.user_id = given.handler AND m.room_id = parent.id
     AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now());
  IF (SELECT count(*) FROM rooms_membership WHERE room_id = new_room) <> array_length(handlers, 1) THEN
    RAISE EXCEPTION 'every handler must work in the room' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Time does its part there too: the parent's service account, which nobody can log in as.
  INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at, granted_by)
  SELECT gen_random_uuid(), m.user_id, new_room, m.unit_id, m.role, m.mandates, now(), parts[2]::uuid
    FROM rooms_membership m WHERE m.room_id = parent.id AND m.role = 'service' AND m.ends_at IS NULL;
  RETURN new_room;
END $$;

-- After a restore: an inner room that the backup does not have, for those of its handlers who still work in the room
-- around. By the service account, which is let in too; without anybody else it waits for a handler to be named.
CREATE OR REPLACE FUNCTION open_inner_room_again(new_room uuid, handlers uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
BEGIN
  PERFORM open_rooms();
  IF parts[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO rooms_room (id, branch_id, parent_id, kind, name, opened_at, hosting_reference,
                          impact_assessment_reference, sealing_key, verifying_key)
  SELECT new_room, p.branch_id, p.id, p.kind, p.name, now(), p.hosting_reference, p.impact_assessment_reference, '', ''
    FROM rooms_room p WHERE p.id = parts[4]::uuid;
  INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at)
  SELECT DISTINCT ON (m.user_id) gen_random_uuid(), m.user_id, new_room, m.unit_id, m.role, m.mandates, now()
    FROM rooms_membership m
   WHERE m.room_id = parts[4]::uuid AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
     AND (m.user_id = ANY (handlers) OR (m.role = 'service' AND m.user_id = parts[2]::uuid))
   ORDER BY m.user_id, m.starts_at;
END $$;

-- A room's public keys, once: what others seal to and check against must not be changed under them (pairs.sql).
CREATE OR REPLACE FUNCTION publish_keys(sealing text, verifying text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
BEGIN
  PERFORM open_rooms();
  UPDATE rooms_room SET sealing_key = sealing, verifying_key = verifying
   WHERE id = parts[4]::uuid AND sealing_key = '' AND verifying_key = '';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the room has keys already' USING ERRCODE = 'unique_violation';
  END IF;
  INSERT INTO rooms_publicpair (id, room_id, name, verifying_key, sealing_name, sealing_key, published_at, signs_from)
  VALUES (gen_random_uuid(), parts[4]::uuid, name_of_key(verifying), verifying, name_of_key(sealing), sealing, now(), now());
END $$;

-- The named handlers of an inner room who still work in the room around it; time's own account is none.
CREATE OR REPLACE FUNCTION live_handlers(of_room uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT m.user_id), '{}')
    FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id
    JOIN rooms_membership p ON p.user_id = m.user_id AND p.room_id = r.parent_id
   WHERE m.room_id = of_room AND m.role <> 'service'
     AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
     AND p.starts_at <= now() AND (p.ends_at IS NULL OR p.ends_at > now())
$$;

-- One more named handler: named by one of them, or, when nobody is left, by whoever reassigns work in the room.
-- Both chains get their event here, so that nobody is let in unseen. False when she is one already.
CREATE OR REPLACE FUNCTION name_handler(inner_room uuid, new_membership uuid, handler uuid, outer_body text,
                                        inner_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  opened uuid[] := open_rooms();
  left_in uuid[] := live_handlers(inner_room);
BEGIN
  PERFORM 1 FROM rooms_room WHERE id = inner_room AND parent_id = parts[4]::uuid FOR UPDATE;
  IF NOT FOUND OR NOT (CASE WHEN inner_room = ANY (opened) THEN holds_mandate(ARRAY['protect'])
                            ELSE left_in = '{}' AND holds_mandate(ARRAY['reassign']) END) THEN
    RAISE EXCEPTION 'only a named handler names another' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF handler = ANY (left_in) THEN
    RETURN false;
  END IF;
  INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at, granted_by)
  SELECT new_membership, handler, inner_room, m.unit_id, m.role, m.mandates, now(), parts[2]::uuid
    FROM rooms_membership m
   WHERE m.user_id = handler AND m.room_id = parts[4]::uuid AND m.role <> 'service'
     AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now()) ORDER BY m.starts_at LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'every handler must work in the room' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM append_event(parts[4]::uuid, outer_body);
  PERFORM append_event(inner_room, inner_body);
  RETURN true;
END $$;

-- A named handler leaves, or is taken away by another of them; never the last one. False when she was none.
CREATE OR REPLACE FUNCTION remove_handler(inner_room uuid, handler uuid, outer_body text, inner_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
BEGIN
  -- Two who leave at once: the second waits here, and is then the last.
  PERFORM 1 FROM rooms_room WHERE id = inner_room AND parent_id = parts[4]::uuid FOR UPDATE;
  IF NOT FOUND OR NOT (inner_room = ANY (open_rooms())) OR NOT holds_mandate(ARRAY['protect']) THEN
    RAISE EXCEPTION 'only a named handler removes another' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF array_remove(live_handlers(inner_room), handler) = '{}' THEN
    RAISE EXCEPTION 'the last handler stays until another is named' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE rooms_membership SET ends_at = now()
   WHERE room_id = inner_room AND user_id = handler AND (ends_at IS NULL OR ends_at > now());
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM append_event(parts[4]::uuid, outer_body);
  PERFORM append_event(inner_room, inner_body);
  RETURN true;
END $$;

-- Inner rooms whose handlers have all left the room, for whoever reassigns work: that there is one, not for whom. One
-- that everybody has left needs none.
CREATE OR REPLACE FUNCTION rooms_without_handler() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF holds_mandate(ARRAY['reassign']) THEN
    RETURN QUERY SELECT r.id FROM rooms_room r
      WHERE r.parent_id = (read_pass())[4]::uuid AND r.closed_at IS NULL AND live_handlers(r.id) = '{}'
        AND EXISTS (SELECT 1 FROM persons_person p WHERE p.room_id = r.id) ORDER BY r.opened_at;
  END IF;
END $$;
