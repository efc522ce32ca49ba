-- Run as the role gate, called by the owner: whoever serves pages can neither lift practice mode nor bring it back.

-- What was ever kept about anybody has a key of its own, which stays when it is destroyed; a lent account ends in .example.
CREATE OR REPLACE FUNCTION held_people() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM rooms_subjectkey)
      OR EXISTS (SELECT 1 FROM authorities_user u WHERE u.email ILIKE '%.example')
$$;

CREATE OR REPLACE FUNCTION still_may(of_user uuid, of_kind text, part text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM rooms_membership m JOIN authorities_user u ON u.id = m.user_id
                  WHERE m.user_id = of_user AND u.is_active AND m.mandates::text[] && act_mandates(of_kind, part)
                    AND (m.ends_at IS NULL OR m.ends_at > now()))
$$;

-- What became of it: lifted, held (practice people are or were here) or gone (not agreed, spent, withdrawn, too old).
-- The lock makes whoever is in the middle of writing about somebody finish first, and be seen.
CREATE OR REPLACE FUNCTION lift_practice(new_id uuid, of_act uuid, parts jsonb, event_body text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  act record;
  room record;
BEGIN
  SELECT proposed_by_id, confirmed_by_id INTO act FROM rooms_proposedact
   WHERE id = of_act AND kind = 'practice.lift' AND confirmed_at IS NOT NULL AND spent_at IS NULL
     AND withdrawn_at IS NULL AND expires_at > now() FOR UPDATE;
  IF NOT FOUND OR NOT still_may(act.proposed_by_id, 'practice.lift', 'propose')
     OR NOT still_may(act.confirmed_by_id, 'practice.lift', 'confirm') THEN
    RETURN 'gone';
  ELSIF held_people() AND NOT EXISTS (SELECT 1 FROM rooms_lifting) THEN
    RETURN 'held';
  END IF;
  UPDATE rooms_proposedact SET spent_at = now() WHERE id = of_act;
  INSERT INTO rooms_lifting (id, act, proposed_by_id, confirmed_by_id, lifted_at, held)
  VALUES (new_id, of_act, act.proposed_by_id, act.confirmed_by_id, clock_timestamp(), parts);
  -- Each authority that keeps anything here finds it in its own log. Room order, as every writer of chains.
  FOR room IN SELECT id FROM rooms_room WHERE parent_id IS NULL AND closed_at IS NULL AND installation = '' ORDER BY id LOOP
    PERFORM append_event(room.id, event_body);
  END LOOP;
  RETURN 'lifted';
END $$;
