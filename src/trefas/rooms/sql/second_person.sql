-- Run as the role gate. Who proposes and who confirms is what the pass says, never an argument.

CREATE OR REPLACE FUNCTION holds_mandate(wanted text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM open_rooms();
  RETURN EXISTS (SELECT 1 FROM rooms_membership m WHERE m.id = (read_pass())[3]::uuid AND m.mandates::text[] && wanted
                    AND m.role <> 'service');
END $$;

CREATE OR REPLACE FUNCTION propose_act(new_id uuid, in_room uuid, of_kind text, given text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR act_mandates(of_kind, 'propose') IS NULL THEN
    RAISE EXCEPTION 'not an act of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT holds_mandate(act_mandates(of_kind, 'propose')) THEN
    RETURN false;
  END IF;
  INSERT INTO rooms_proposedact (id, room_id, kind, what, proposed_at, proposed_by_id, expires_at)
  VALUES (new_id, in_room, of_kind, given::jsonb, now(), (read_pass())[2]::uuid, now() + interval '7 days');
  RETURN true;
END $$;

-- What became of it: confirmed, own (one's own proposal), no_mandate or gone (spent, confirmed, withdrawn, too old).
CREATE OR REPLACE FUNCTION confirm_act(of_act uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
  confirmer uuid := (read_pass())[2]::uuid;
  act record;
BEGIN
  SELECT kind, proposed_by_id INTO act FROM rooms_proposedact
   WHERE id = of_act AND room_id = ANY (opened) AND confirmed_at IS NULL AND withdrawn_at IS NULL
     AND expires_at > now() FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'gone';
  ELSIF act.proposed_by_id = confirmer THEN
    RETURN 'own';
  ELSIF NOT holds_mandate(act_mandates(act.kind, 'confirm')) THEN
    RETURN 'no_mandate';
  END IF;
  UPDATE rooms_proposedact SET confirmed_at = now(), confirmed_by_id = confirmer WHERE id = of_act;
  RETURN 'confirmed';
END $$;

-- By the one who proposed it or by one who might have confirmed it, until it is spent.
CREATE OR REPLACE FUNCTION withdraw_act(of_act uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
BEGIN
  UPDATE rooms_proposedact SET withdrawn_at = now(), withdrawn_by_id = (read_pass())[2]::uuid
   WHERE id = of_act AND room_id = ANY (opened) AND spent_at IS NULL AND withdrawn_at IS NULL
     AND (proposed_by_id = (read_pass())[2]::uuid OR holds_mandate(act_mandates(kind, 'confirm')));
  RETURN FOUND;
END $$;

-- Use a confirmed act, once, for exactly what was confirmed; raises otherwise. Part of the transaction that acts on it.
CREATE OR REPLACE FUNCTION spend_act(of_act uuid, of_kind text, given text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
BEGIN
  UPDATE rooms_proposedact SET spent_at = now()
   WHERE id = of_act AND kind = of_kind AND what = given::jsonb AND room_id = ANY (opened)
     AND confirmed_at IS NOT NULL AND spent_at IS NULL AND withdrawn_at IS NULL AND expires_at > now();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'two people have not agreed on this' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- A membership is given here only: as one person proposed it and another confirmed, and to neither of them.
CREATE OR REPLACE FUNCTION grant_agreed(new_id uuid, of_act uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  act rooms_proposedact;
BEGIN
  PERFORM open_rooms();
  SELECT * INTO act FROM rooms_proposedact WHERE id = of_act AND room_id = own_room AND kind = 'role_grant';
  IF NOT FOUND OR act.what->>'role' = 'service'
     OR (act.what->>'user')::uuid IN (act.proposed_by_id, act.confirmed_by_id)
     -- Who no longer administers the room gives nothing in it, whoever confirms.
     OR NOT EXISTS (SELECT 1 FROM rooms_membership m WHERE m.user_id = act.proposed_by_id AND m.room_id = own_room
                       AND 'administer' = ANY (m.mandates) AND (m.ends_at IS NULL OR m.ends_at > now()))
     OR NOT EXISTS (SELECT 1 FROM authorities_unit u JOIN rooms_room r ON r.branch_id = u.branch_id
                     WHERE u.id = (act.what->>'unit')::uuid AND r.id = own_room) THEN
    RAISE EXCEPTION 'nothing here that may be given' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM spend_act(of_act, 'role_grant', act.what::text);
  INSERT INTO rooms_membership (id, user_id, room_id, unit_id, role, mandates, starts_at, ends_at, granted_by)
  VALUES (new_id, (act.what->>'user')::uuid, own_room, (act.what->>'unit')::uuid, act.what->>'role',
          ARRAY(SELECT jsonb_array_elements_text(act.what->'mandates')), now(), (act.what->>'until')::timestamptz,
          act.proposed_by_id);
  RETURN (act.what->>'user')::uuid;
END $$;
