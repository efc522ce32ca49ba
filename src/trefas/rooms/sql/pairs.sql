-- Run as the role gate. The pairs that sign and open a room's envelopes are replaced as two people agreed, by the service
-- account. Private halves come wrapped, as in the room's key, and are stored only when they still are as they were read:
-- that is also what lets one of two at once through.

-- How receipts, lists and envelopes name a public key (envelopes.key_name).
CREATE OR REPLACE FUNCTION name_of_key(public_key text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(substr(sha256(decode(public_key, 'base64')), 1, 16), 'hex')
$$;

-- Before something is stored that is sealed to a room here: its key stays until the transaction ends. What says no name is
-- from before there were several.
CREATE OR REPLACE FUNCTION hold_pair(in_room uuid, named text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7203513, hashtext(in_room::text));
  SELECT destroyed_at INTO known FROM rooms_publicpair
   WHERE room_id = in_room AND (named = '' OR sealing_name = named) ORDER BY published_at LIMIT 1;
  IF NOT FOUND OR known.destroyed_at IS NOT NULL THEN
    RAISE EXCEPTION 'no key of the receiver opens this' USING ERRCODE = 'invalid_parameter_value';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION service_room() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM open_rooms();
  IF (read_pass())[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN (read_pass())[4]::uuid;
END $$;

-- What two people of the room have agreed on about its pairs; raises when they have not.
CREATE OR REPLACE FUNCTION agreed_on_pair(of_act uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := service_room();
  agreed jsonb;
BEGIN
  UPDATE rooms_proposedact SET spent_at = coalesce(spent_at, now())
   WHERE id = of_act AND kind = 'keys.pairs' AND room_id = own_room
     AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND (spent_at IS NOT NULL OR expires_at > now())
  RETURNING what INTO agreed;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'two people have not agreed on this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN agreed;
END $$;

-- Publish a new pair, to which others seal from now on. A worn pair goes on signing until `use_pair`, unless nobody
-- elsewhere has to hear of the new one first; one that somebody else may have signs nothing more. False when the pair that
-- was agreed on does not sign any more, or the keys are not as they were read: then nothing is changed.
CREATE OR REPLACE FUNCTION renew_pair(of_act uuid, new_id uuid, before bytea, after bytea, sealing text, verifying text,
                                      at_once boolean)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := service_room();
  agreed jsonb := agreed_on_pair(of_act);
  since timestamptz := (agreed->>'since')::timestamptz;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rooms_publicpair WHERE room_id = own_room AND name = agreed->>'pair' AND signs_until IS NULL)
     OR (since IS NULL AND EXISTS (SELECT 1 FROM rooms_publicpair WHERE room_id = own_room AND signs_from IS NULL)) THEN
    RETURN false;
  END IF;
  IF since IS NOT NULL AND NOT at_once THEN
    RAISE EXCEPTION 'what somebody else may have is not used any longer' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE rooms_roomkey SET wrapped_private = after
   WHERE room_id = own_room AND retired_at IS NULL AND wrapped_private = before;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE rooms_publicpair SET compromised_at = since WHERE room_id = own_room AND signs_until IS NULL AND since IS NOT NULL;
  INSERT INTO rooms_publicpair (id, room_id, name, verifying_key, sealing_name, sealing_key, published_at)
  VALUES (new_id, own_room, name_of_key(verifying), verifying, name_of_key(sealing), sealing, now());
  UPDATE rooms_room SET sealing_key = sealing WHERE id = own_room;
  IF at_once THEN
    PERFORM put_into_use(own_room, new_id);
  END IF;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION put_into_use(in_room uuid, of_pair uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE rooms_publicpair SET signs_until = now(), signs_from = coalesce(signs_from, now())
   WHERE room_id = in_room AND signs_until IS NULL AND id <> of_pair;
  UPDATE rooms_publicpair SET signs_from = now() WHERE room_id = in_room AND id = of_pair;
  UPDATE rooms_room SET verifying_key = (SELECT verifying_key FROM rooms_publicpair WHERE id = of_pair) WHERE id = in_room;
END $$;

-- The published pair signs from now on, and no other does. False when it does already, or the keys are not as they were.
CREATE OR REPLACE FUNCTION use_pair(of_pair uuid, before bytea, after bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := service_room();
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rooms_publicpair WHERE id = of_pair AND room_id = own_room AND signs_from IS NULL) THEN
    RETURN false;
  END IF;
  UPDATE rooms_roomkey SET wrapped_private = after
   WHERE room_id = own_room AND retired_at IS NULL AND wrapped_private = before;
  IF FOUND THEN
    PERFORM put_into_use(own_room, of_pair);
    RETURN true;
  END IF;
  RETURN false;
END $$;

-- A pair that was replaced long ago proves to have been in somebody else's hands: only what is believed of it changes.
-- False while it signs: then a new one is needed.
CREATE OR REPLACE FUNCTION note_compromise(of_act uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := service_room();
  agreed jsonb := agreed_on_pair(of_act);
BEGIN
  UPDATE rooms_publicpair SET compromised_at = least(compromised_at, (agreed->>'since')::timestamptz)
   WHERE room_id = own_room AND name = agreed->>'pair' AND signs_until IS NOT NULL AND agreed ? 'since';
  RETURN FOUND;
END $$;
