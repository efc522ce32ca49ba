-- Run as the role delivery. Each function checks the pass, and appends to both chains in room order.

CREATE OR REPLACE FUNCTION append_to_both(one uuid, one_body text, other uuid, other_body text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one_is_inner boolean := EXISTS (SELECT 1 FROM rooms_room WHERE id = one AND parent_id IS NOT NULL);
BEGIN
  -- Inner rooms last, as everywhere.
  IF one < other AND NOT one_is_inner THEN
    PERFORM append_event(one, one_body);
    PERFORM append_event(other, other_body);
  ELSE
    PERFORM append_event(other, other_body);
    PERFORM append_event(one, one_body);
  END IF;
END $$;

-- Before an act that sends to several: the chains of the own room and of the units' rooms, in room order. Each delivery
-- locks two of them; one after another they could meet those of somebody who sends the other way.
-- What may be taken back is locked before the chains: its receiver registers it in that order.
CREATE OR REPLACE FUNCTION lock_chains(of_units uuid[], of_envelopes uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  one uuid;
BEGIN
  PERFORM open_rooms();
  PERFORM 1 FROM disclosures_envelope WHERE id = ANY (of_envelopes) AND sender_room = own_room ORDER BY id FOR UPDATE;
  FOR one IN SELECT r.id FROM authorities_unit u JOIN rooms_room r ON r.branch_id = u.branch_id
              WHERE u.id = ANY (of_units) AND r.parent_id IS NULL AND r.installation = '' UNION SELECT own_room ORDER BY 1 LOOP
    INSERT INTO audit_chainhead (room_id, number, hash) VALUES (one, 0, '\x') ON CONFLICT (room_id) DO NOTHING;
    PERFORM 1 FROM audit_chainhead WHERE room_id = one FOR UPDATE;
  END LOOP;
END $$;

-- Put an envelope in the receiving room. False when the very same envelope is there already.
DROP FUNCTION IF EXISTS deliver(uuid, uuid, uuid, uuid, text, bytea, text, text, text);
CREATE OR REPLACE FUNCTION deliver(envelope uuid, from_unit uuid, to_room uuid, to_unit uuid, of_kind text,
                                   sealed_bytes bytea, to_key text, content_digest text, own_body text, their_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  known record;
BEGIN
  PERFORM open_rooms();
  IF NOT EXISTS (SELECT 1 FROM authorities_unit u JOIN rooms_room r ON r.branch_id = u.branch_id
                  WHERE u.id = from_unit AND r.id = own_room) THEN
    RAISE EXCEPTION 'not a unit of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF to_room = own_room OR NOT EXISTS (
       SELECT 1 FROM authorities_unit u JOIN rooms_room r ON r.branch_id = u.branch_id
        WHERE u.id = to_unit AND r.id = to_room AND r.parent_id IS NULL AND r.closed_at IS NULL
          AND r.installation = '') THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF of_kind NOT IN ('disclosure', 'order', 'correction', 'erasure', 'invitation', 'answer', 'notice', 'figures') THEN
    RAISE EXCEPTION 'no such kind of envelope' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT digest, sender_room INTO known FROM disclosures_envelope WHERE id = envelope;
  IF FOUND THEN
    IF known.digest = content_digest AND known.sender_room = own_room THEN
      RETURN false;
    END IF;
    RAISE EXCEPTION 'the envelope exists with other content' USING ERRCODE = 'unique_violation';
  END IF;
  PERFORM hold_pair(to_room, to_key);
  INSERT INTO disclosures_envelope (id, room_id, sender_room, sender_unit_id, receiver_unit_id, kind, sealed, sealed_to,
                                    digest, state, delivered_at)
  VALUES (envelope, to_room, own_room, from_unit, to_unit, of_kind, sealed_bytes, to_key, content_digest, 'waiting', now());
  PERFORM append_to_both(own_room, own_body, to_room, their_body);
  RETURN true;
END $$;

-- The sender takes back what is not yet registered; one of the two wins, never both.
CREATE OR REPLACE FUNCTION withdraw_envelope(envelope uuid, own_body text, their_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  their_room uuid;
BEGIN
  PERFORM open_rooms();
  UPDATE disclosures_envelope SET state = 'withdrawn', sealed = '\x'
   WHERE id = envelope AND sender_room = own_room AND state = 'waiting' RETURNING room_id INTO their_room;
  IF their_room IS NULL THEN
    RETURN false;
  END IF;
  PERFORM append_to_both(own_room, own_body, their_room, their_body);
  RETURN true;
END $$;

-- The receiver tells the sender that it is received, or that it came to the wrong receiver; nothing more. The sealed
-- copy is emptied: what was registered lies under the receiver's own keys, and what was not is gone.
DROP FUNCTION IF EXISTS answer_envelope(uuid, text, text, text);
CREATE OR REPLACE FUNCTION answer_envelope(envelope uuid, given text, countersigned text, own_body text,
                                           their_body text)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
  kept record;
BEGIN
  SELECT room_id, sender_room, receiver_unit_id INTO kept FROM disclosures_envelope
   WHERE id = envelope AND room_id = ANY (opened) AND state = 'registered';
  IF NOT FOUND OR given NOT IN ('registered', 'wrong_receiver') THEN
    RAISE EXCEPTION 'no such envelope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE disclosures_envelope SET sealed = '\x' WHERE id = envelope;
  UPDATE disclosures_receipt SET state = given, counter = countersigned WHERE disclosures_receipt.envelope = answer_envelope.envelope
     AND direction = 'out'
     AND room_id IN (SELECT r.id FROM rooms_room r WHERE r.id = kept.sender_room OR r.parent_id = kept.sender_room);
  IF given = 'wrong_receiver' THEN
    -- GDPR 33 and brottsdatalagen 3:9: 72 hours from when the sender's side knows, which is now. It lies where the
    -- receipt does: about a protected person with her named handlers, and nobody around them learns of it.
    INSERT INTO disclosures_breach (id, room_id, kind, direction, envelope, assessment_id, other_unit_id,
                                    discovered_at, due_at, state)
    SELECT gen_random_uuid(), c.room_id, 'wrong_receiver', 'out', c.envelope, c.assessment_id, kept.receiver_unit_id,
           now(), now() + interval '72 hours', 'open'
      FROM disclosures_receipt c JOIN rooms_room r ON r.id = c.room_id
     WHERE c.envelope = answer_envelope.envelope AND c.direction = 'out'
       AND (r.id = kept.sender_room OR r.parent_id = kept.sender_room)
    ON CONFLICT DO NOTHING;
  END IF;
  PERFORM append_to_both(kept.room_id, own_body, kept.sender_room, their_body);
END $$;

-- What a named handler takes for a protected person goes on into the inner room, before it is answered.
CREATE OR REPLACE FUNCTION carry_envelope(envelope uuid, to_room uuid)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
BEGIN
  IF NOT (to_room = ANY (open_rooms())) OR NOT EXISTS (SELECT 1 FROM rooms_room WHERE id = to_room AND parent_id = own_room) THEN
    RAISE EXCEPTION 'not an inner room of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE disclosures_envelope SET room_id = to_room WHERE id = envelope AND room_id = own_room AND state = 'registered';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such envelope' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
