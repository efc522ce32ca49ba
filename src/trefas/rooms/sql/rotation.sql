-- Run as the role gate. Two people agree that keys are replaced; a service account does it, and takes it up again where
-- it was broken off. What it hands in is wrapped: a key in clear never comes here.

-- Replace a room's key by a new one, which wraps what comes from now on. False when that is done already: one agreement
-- of the room around replaces each key that is older than it, in the room and in those inside, and none twice.
-- `before` = the private halves that it wrapped when they were read: no pair that came meanwhile is lost.
DROP FUNCTION IF EXISTS rotate_room_key(uuid, uuid, uuid, bytea, text, bytea, bytea);
CREATE OR REPLACE FUNCTION rotate_room_key(of_act uuid, in_room uuid, new_key uuid, sealed bytea, version text,
                                           private bytea, tokens bytea, before bytea)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  agreed timestamptz;
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR (read_pass())[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE rooms_proposedact SET spent_at = coalesce(spent_at, now())
   WHERE id = of_act AND kind = 'keys.rotate' AND room_id = (read_pass())[4]::uuid
     AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND (spent_at IS NOT NULL OR expires_at > now())
  RETURNING confirmed_at INTO agreed;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'two people have not agreed on this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE rooms_roomkey SET retired_at = now() WHERE room_id = in_room AND retired_at IS NULL AND created_at < agreed
     AND wrapped_private = before;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO rooms_roomkey (id, room_id, wrapped, master_key, wrapped_private, wrapped_tokens, created_at)
  VALUES (new_key, in_room, sealed, version, private, tokens, now());
  RETURN true;
END $$;

-- Take away the retired keys that wrap nothing; returns how many. None while somebody is wrapping something new: she may
-- have begun before another key was in use, and what she has wrapped does not show yet.
CREATE OR REPLACE FUNCTION remove_retired_keys(in_room uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR (read_pass())[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT pg_try_advisory_xact_lock(7203512, hashtext(in_room::text)) THEN
    RETURN 0;
  END IF;
  DELETE FROM rooms_roomkey r WHERE r.room_id = in_room AND r.retired_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM rooms_subjectkey k WHERE k.room_id = in_room AND k.under_id = r.id);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

-- Store a room's key as a newer master key wraps it, when two people of any room here have agreed on that master key: the
-- master key is the installation's, and who is let in where does not change. False when it is not as it was before.
CREATE OR REPLACE FUNCTION rewrap_room_key(of_act uuid, in_room uuid, of_key uuid, before bytea, sealed bytea,
                                           version text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR (read_pass())[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE rooms_proposedact SET spent_at = coalesce(spent_at, now())
   WHERE id = of_act AND kind = 'keys.rewrap' AND what->>'to' = version
     AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND (spent_at IS NOT NULL OR expires_at > now());
  IF NOT FOUND THEN
    RAISE EXCEPTION 'two people have not agreed on this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE rooms_roomkey SET wrapped = sealed, master_key = version
   WHERE room_id = in_room AND id = of_key AND wrapped = before;
  RETURN FOUND;
END $$;
