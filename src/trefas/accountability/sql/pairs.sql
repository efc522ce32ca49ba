-- Run as the role gate, which sees of these tables only what is sealed to which key.

-- Let go of the private half of a pair that signs no more, when nothing more can be sealed to it; says what stands in the
-- way otherwise. `changed` = the keys are not as they were read.
CREATE OR REPLACE FUNCTION destroy_pair(of_pair uuid, before bytea, after bytea, days int) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := service_room();
  pair rooms_publicpair;
BEGIN
  SELECT * INTO pair FROM rooms_publicpair
   WHERE id = of_pair AND room_id = own_room AND signs_until IS NOT NULL AND destroyed_at IS NULL;
  IF NOT FOUND THEN
    RETURN 'none';
  END IF;
  -- Whoever has read the old key may be about to seal to it: a page takes no hour, and what is stored holds the lock.
  IF pair.signs_until > now() - interval '1 hour'
     OR NOT pg_try_advisory_xact_lock(7203513, hashtext(own_room::text)) THEN
    RETURN 'sealing';
  END IF;
  -- As long as a list that gives it to others holds, and for what was sealed on its last day and is still on its way.
  IF pair.listed_until + make_interval(days => days) > now() THEN
    RETURN 'listed';
  END IF;
  -- The empty name: from before what is sealed said to which key.
  IF EXISTS (SELECT 1 FROM disclosures_envelope e
              WHERE e.room_id = own_room AND e.state = 'waiting' AND e.sealed_to IN (pair.sealing_name, ''))
     OR EXISTS (SELECT 1 FROM accountability_beforehand b
                 WHERE b.receiver_room = own_room AND b.state = 'standing' AND b.sealed_to IN (pair.sealing_name, '')) THEN
    RETURN 'waiting';
  END IF;
  -- A room's key that is on its way out wraps what it wrapped before.
  IF EXISTS (SELECT 1 FROM rooms_roomkey WHERE room_id = own_room AND retired_at IS NOT NULL) THEN
    RETURN 'rotating';
  END IF;
  UPDATE rooms_roomkey SET wrapped_private = after
   WHERE room_id = own_room AND retired_at IS NULL AND wrapped_private = before;
  IF NOT FOUND THEN
    RETURN 'changed';
  END IF;
  UPDATE rooms_publicpair SET destroyed_at = now() WHERE id = of_pair;
  RETURN 'gone';
END $$;
