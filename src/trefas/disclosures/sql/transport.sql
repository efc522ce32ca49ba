-- Run as the role delivery. Between installations: what an officer's act puts in the outbox, in her transaction; and what
-- the carrying login may do, which is to fetch what is due, note what was answered, and put in what came.

CREATE OR REPLACE FUNCTION post_out(message uuid, of_what text, of_envelope uuid, to_room uuid, signed text,
                                    own_body text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
BEGIN
  INSERT INTO disclosures_outgoing (id, room_id, what, envelope, receiver_room, installation, body, state, posted_at,
                                    tries, next_try_at, said)
  SELECT message, own_room, of_what, of_envelope, r.id, r.installation, signed, 'waiting', now(), 0, now(), ''
    FROM rooms_room r WHERE r.id = to_room AND r.installation <> '';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM append_event(own_room, own_body);
END $$;

CREATE OR REPLACE FUNCTION post_envelope(envelope uuid, from_unit uuid, to_room uuid, to_unit uuid, of_kind text,
                                         signed text, own_body text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM open_rooms();
  IF NOT is_party(from_unit, (read_pass())[4]::uuid, false) THEN
    RAISE EXCEPTION 'not a unit of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT is_party(to_unit, to_room, true) OR of_kind NOT IN
       ('disclosure', 'order', 'correction', 'erasure', 'invitation', 'answer', 'notice',
        'figures') THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM post_out(envelope, 'envelope', envelope, to_room, signed, own_body);
END $$;

-- What has not left yet leaves no more; what may have arrived is asked for. The receiver's answer decides, never we.
CREATE OR REPLACE FUNCTION post_withdrawal(of_envelope uuid, message uuid, signed text, own_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  kept record;
BEGIN
  PERFORM open_rooms();
  SELECT * INTO kept FROM disclosures_outgoing o
   WHERE o.envelope = of_envelope AND o.room_id = own_room AND o.what = 'envelope' FOR UPDATE;
  IF NOT FOUND OR kept.state NOT IN ('waiting', 'done') THEN
    RETURN false;
  END IF;
  UPDATE disclosures_outgoing SET state = 'withdrawn', body = '' WHERE id = kept.id AND state = 'waiting';
  PERFORM post_out(message, 'withdrawal', of_envelope, kept.receiver_room, signed, own_body);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION post_answer(of_envelope uuid, message uuid, given text, signed text, own_body text)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
  to_room uuid;
BEGIN
  UPDATE disclosures_envelope e SET sealed = '\x'
   WHERE e.id = of_envelope AND e.room_id = ANY (opened) AND e.state = 'registered' RETURNING sender_room INTO to_room;
  IF to_room IS NULL OR given NOT IN ('registered', 'wrong_receiver') THEN
    RAISE EXCEPTION 'no such envelope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM post_out(message, 'answer', of_envelope, to_room, signed, own_body);
END $$;

-- What is due, each for this carrier alone until its next try: a carrier that dies with it only delays it.
CREATE OR REPLACE FUNCTION take_outgoing(most int, seconds int)
RETURNS TABLE (id uuid, room_id uuid, what text, envelope uuid, installation text, body text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE disclosures_outgoing o
     SET tries = o.tries + 1,
         next_try_at = clock_timestamp() + make_interval(secs => least(seconds * 2 ^ least(o.tries, 20), 900))
   WHERE o.id IN (SELECT d.id FROM disclosures_outgoing d WHERE d.state = 'waiting'
                    AND d.next_try_at <= clock_timestamp() ORDER BY d.posted_at, d.id LIMIT most
                     FOR UPDATE SKIP LOCKED)
  RETURNING o.id, o.room_id, o.what, o.envelope, o.installation, o.body
$$;

-- Chain, receipt, outbox: the same order as an officer's act takes them in, so that the two never wait for each other.
CREATE OR REPLACE FUNCTION lock_message(message uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM audit_chainhead h JOIN disclosures_outgoing o ON o.room_id = h.room_id
    WHERE o.id = message FOR UPDATE OF h;
  PERFORM 1 FROM disclosures_receipt c JOIN disclosures_outgoing o ON o.envelope = c.envelope
    WHERE o.id = message AND c.direction = 'out' FOR UPDATE OF c;
END $$;

-- The receiver has answered: once, whoever asks again. `outcome` is how the envelope stands there.
CREATE OR REPLACE FUNCTION end_outgoing(message uuid, outcome text, own_body text, withdrawn_body text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  kept record;
  before text[];
  stands text;
BEGIN
  PERFORM lock_message(message);
  UPDATE disclosures_outgoing o SET state = 'done', body = '', said = outcome, done_at = now()
   WHERE o.id = message AND o.state = 'waiting' RETURNING * INTO kept;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF kept.what = 'envelope' AND outcome IN ('waiting', 'registered') THEN
    before := ARRAY['posted'];
    stands := 'sent';
  ELSIF kept.what = 'withdrawal' THEN
    before := ARRAY['withdrawing'];
    stands := CASE outcome WHEN 'withdrawn' THEN 'withdrawn' ELSE 'sent' END;
  END IF;
  UPDATE disclosures_receipt c SET state = stands
   WHERE c.envelope = kept.envelope AND c.direction = 'out' AND c.state = ANY (before)
     AND c.room_id IN (SELECT r.id FROM rooms_room r WHERE r.id = kept.room_id OR r.parent_id = kept.room_id);
  PERFORM append_event(kept.room_id, CASE WHEN stands = 'withdrawn' THEN withdrawn_body ELSE own_body END);
  RETURN true;
END $$;

-- The receiver refuses. `finally` = trying again cannot help: the disclosure is not there, and its sender sees it.
CREATE OR REPLACE FUNCTION refuse_outgoing(message uuid, why text, finally boolean, own_body text)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  kept record;
BEGIN
  PERFORM lock_message(message);
  UPDATE disclosures_outgoing o SET said = why, state = CASE WHEN finally THEN 'refused' ELSE o.state END,
         body = CASE WHEN finally THEN '' ELSE o.body END
   WHERE o.id = message AND o.state = 'waiting' RETURNING * INTO kept;
  IF NOT FOUND OR NOT finally THEN
    RETURN;
  END IF;
  IF kept.what = 'envelope' THEN
    UPDATE disclosures_receipt c SET state = 'refused'
     WHERE c.envelope = kept.envelope AND c.direction = 'out' AND c.state = 'posted'
       AND c.room_id IN (SELECT r.id FROM rooms_room r WHERE r.id = kept.room_id OR r.parent_id = kept.room_id);
  END IF;
  PERFORM append_event(kept.room_id, own_body);
END $$;

-- Whether a unit belongs to an open room that lies here, or elsewhere.
CREATE OR REPLACE FUNCTION is_party(of_unit uuid, of_room uuid, elsewhere boolean) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM authorities_unit u JOIN rooms_room r ON r.branch_id = u.branch_id
                  WHERE u.id = of_unit AND r.id = of_room AND r.parent_id IS NULL AND r.closed_at IS NULL
                    AND (r.installation <> '') = elsewhere)
$$;

-- Put in what came from another installation; returns how it stands here. The same again changes nothing.
DROP FUNCTION IF EXISTS take_in_envelope(uuid, uuid, uuid, uuid, uuid, text, bytea, text, text);
CREATE OR REPLACE FUNCTION take_in_envelope(envelope uuid, from_room uuid, from_unit uuid, to_room uuid, to_unit uuid,
                                            of_kind text, sealed_bytes bytea, to_key text, content_digest text,
                                            own_body text)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known record;
BEGIN
  IF NOT is_party(to_unit, to_room, false) OR NOT is_party(from_unit, from_room, true) OR of_kind NOT IN
       ('disclosure', 'order', 'correction', 'erasure', 'invitation', 'answer', 'notice',
        'figures') THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO disclosures_envelope (id, room_id, sender_room, sender_unit_id, receiver_unit_id, kind, sealed, sealed_to,
                                    digest, state, delivered_at)
  VALUES (envelope, to_room, from_room, from_unit, to_unit, of_kind, sealed_bytes, to_key, content_digest, 'waiting', now())
  ON CONFLICT (id) DO NOTHING;
  IF FOUND THEN
    -- What nothing here opens any more is not put in; what came before, and comes again, is known below.
    PERFORM hold_pair(to_room, to_key);
    PERFORM append_event(to_room, own_body);
    RETURN 'waiting';
  END IF;
  SELECT digest, sender_room, room_id, state INTO known FROM disclosures_envelope WHERE id = envelope;
  IF known.sender_room = from_room AND known.room_id = to_room
     AND (known.digest = content_digest OR known.state = 'withdrawn') THEN
    RETURN known.state;
  END IF;
  RAISE EXCEPTION 'the envelope exists with other content' USING ERRCODE = 'unique_violation';
END $$;

-- Withdrawn or registered, one wins. What has not come yet is noted as withdrawn, so that it never can.
CREATE OR REPLACE FUNCTION take_in_withdrawal(of_envelope uuid, from_room uuid, from_unit uuid, to_room uuid,
                                              to_unit uuid, of_kind text, own_body text)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  stands text;
BEGIN
  IF NOT is_party(to_unit, to_room, false) OR NOT is_party(from_unit, from_room, true) THEN
    RAISE EXCEPTION 'no such receiver' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO disclosures_envelope (id, room_id, sender_room, sender_unit_id, receiver_unit_id, kind, sealed, digest,
                                    state, delivered_at)
  VALUES (of_envelope, to_room, from_room, from_unit, to_unit, of_kind, '\x', '', 'withdrawn', now())
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    UPDATE disclosures_envelope SET state = 'withdrawn', sealed = '\x'
     WHERE id = of_envelope AND sender_room = from_room AND room_id = to_room AND state = 'waiting';
    IF NOT FOUND THEN
      SELECT state INTO stands FROM disclosures_envelope
       WHERE id = of_envelope AND sender_room = from_room AND room_id = to_room;
      IF stands IS NULL THEN
        RAISE EXCEPTION 'no such envelope' USING ERRCODE = 'invalid_parameter_value';
      END IF;
      RETURN stands;
    END IF;
  END IF;
  PERFORM append_event(to_room, own_body);
  RETURN 'withdrawn';
END $$;

-- The receiver's answer comes home: to the receipt of what was sent to that very room, and once.
CREATE OR REPLACE FUNCTION take_in_answer(of_envelope uuid, from_room uuid, to_room uuid, given text,
                                          countersigned text, own_body text)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  kept record;
BEGIN
  IF given NOT IN ('registered', 'wrong_receiver') THEN
    RAISE EXCEPTION 'no such answer' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM 1 FROM audit_chainhead h WHERE h.room_id = to_room FOR UPDATE;
  SELECT c.id, c.room_id, c.state, c.other_unit_id, c.assessment_id INTO kept
    FROM disclosures_receipt c JOIN rooms_room r ON r.id = c.room_id
   WHERE c.envelope = of_envelope AND c.direction = 'out' AND (r.id = to_room OR r.parent_id = to_room)
     AND is_party(c.other_unit_id, from_room, true) FOR UPDATE OF c;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such envelope' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF kept.state = given THEN
    RETURN 'answered';
  END IF;
  IF kept.state NOT IN ('posted', 'sent', 'withdrawing') THEN
    RAISE EXCEPTION 'the envelope was answered otherwise' USING ERRCODE = 'unique_violation';
  END IF;
  UPDATE disclosures_receipt SET state = given, counter = countersigned WHERE id = kept.id;
  -- It was there to be answered, so it has arrived, whether our own carrier heard of it or not.
  UPDATE disclosures_outgoing SET state = 'done', body = '', said = given, done_at = now()
   WHERE envelope = of_envelope AND what = 'envelope' AND state = 'waiting';
  IF given = 'wrong_receiver' THEN
    -- GDPR 33 and brottsdatalagen 3:9: 72 hours from when the sender's side knows, which is now. It lies where the
    -- receipt does, as within one installation.
    INSERT INTO disclosures_breach (id, room_id, kind, direction, envelope, assessment_id, other_unit_id,
                                    discovered_at, due_at, state)
    VALUES (gen_random_uuid(), kept.room_id, 'wrong_receiver', 'out', of_envelope, kept.assessment_id,
            kept.other_unit_id, now(), now() + interval '72 hours', 'open')
    ON CONFLICT DO NOTHING;
  END IF;
  PERFORM append_event(to_room, own_body);
  RETURN 'answered';
END $$;

-- What was refused at the door, told to the room it named; of any other room nothing is said.
CREATE OR REPLACE FUNCTION note_refusal(of_room uuid, own_body text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rooms_room r WHERE r.id = of_room AND r.parent_id IS NULL AND r.closed_at IS NULL
                    AND r.installation = '') THEN
    RETURN false;
  END IF;
  PERFORM append_event(of_room, own_body);
  RETURN true;
END $$;
