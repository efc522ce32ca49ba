-- Run as the role delivery. An emergency opens no room: what its holder decided on beforehand, and sealed then to the
-- asking room, is delivered as any envelope is, with its receipt, under the asker's own pass.

-- Answer one question, at the database's own time. Decides by what the pass says and what lies in the tables; leaves its answer in the question's
-- state, and one event in every chain concerned. Returns what was opened and the room that is told why.
-- 'their_body' goes to the holder's chain, 'around_body' to the room around an inner one, which learns no more than that
-- an envelope left; the zeros in them stand for the envelope and the person.
CREATE OR REPLACE FUNCTION break_glass(of_ask uuid, own_body text, their_body text, around_body text)
RETURNS TABLE (beforehand uuid, sender uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  own_room uuid := parts[4]::uuid;
  asker uuid := parts[2]::uuid;
  own_unit uuid := acting_unit();
  zero_envelope CONSTANT text := '00000000-0000-0000-0000-000000000001';
  zero_person CONSTANT text := '00000000-0000-0000-0000-000000000002';
  question accountability_break;
  one accountability_beforehand;
  decided uuid[];
  outcome text := 'nothing';
  chain uuid;
BEGIN
  SELECT * INTO question FROM accountability_break a
   WHERE a.id = of_ask AND a.room_id = own_room AND a.by_id = asker AND a.unit_id = own_unit AND a.state = 'asked'
     FOR UPDATE;
  IF NOT FOUND OR NOT holds_mandate(ARRAY['follow']) THEN
    RAISE EXCEPTION 'not a question of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Rows before chains, as whoever takes a decision back. What lies elsewhere than here is never among them.
  decided := ARRAY(
    SELECT b.id FROM accountability_beforehand b
     WHERE b.receiver_room = own_room AND b.receiver_id = own_unit AND b.state = 'standing'
       AND b.tokens && question.tokens AND question.emergency = ANY (b.emergencies)
       AND (b.roles = '{}' OR parts[5] = ANY (b.roles)) AND b.until >= current_date
       AND NOT EXISTS (SELECT 1 FROM unnest(b.consents) AS rests(consent) LEFT JOIN disclosures_consent c
                           ON c.id = rests.consent AND c.room_id = b.room_id
                        WHERE c.id IS NULL OR c.withdrawn_at IS NOT NULL OR c.expires_on <= current_date)
     ORDER BY b.id FOR UPDATE);
  -- A name and a year may be those of two people: then of neither.
  IF question.by_name AND cardinality(decided) > 1 THEN
    decided := '{}';
  END IF;
  FOR chain IN SELECT r.id FROM rooms_room r
                WHERE r.id = own_room OR r.id IN (SELECT unnest(ARRAY[b.room_id, b.sender_room])
                                                    FROM accountability_beforehand b WHERE b.id = ANY (decided))
                ORDER BY r.parent_id IS NOT NULL, r.id LOOP
    INSERT INTO audit_chainhead (room_id, number, hash) VALUES (chain, 0, '\x') ON CONFLICT (room_id) DO NOTHING;
    PERFORM 1 FROM audit_chainhead h WHERE h.room_id = chain FOR UPDATE;
  END LOOP;
  -- Under the lock of the own chain: of two at once the second sees the first.
  IF EXISTS (SELECT 1 FROM accountability_break a WHERE a.state = 'open' AND (a.unit_id = own_unit OR a.by_id = asker)) THEN
    outcome := 'blocked';
  ELSIF (SELECT count(*) FILTER (WHERE a.by_id = asker) >= 5 OR count(*) >= 20 FROM accountability_break a
          WHERE (a.by_id = asker OR a.unit_id = own_unit) AND a.id <> of_ask AND a.state <> 'blocked'
            AND a.at > now() - interval '1 hour') THEN
    outcome := 'limited';
  ELSIF cardinality(decided) > 0 THEN
    outcome := 'open';
  END IF;
  IF outcome <> 'open' THEN
    UPDATE accountability_break a SET state = outcome, at = now() WHERE a.id = of_ask;
    PERFORM append_event(own_room, own_body);
    RETURN;
  END IF;
  FOR one IN SELECT * FROM accountability_beforehand b WHERE b.id = ANY (decided) ORDER BY b.id LOOP
    INSERT INTO disclosures_envelope (id, room_id, sender_room, sender_unit_id, receiver_unit_id, kind, sealed,
                                      sealed_to, digest, state, delivered_at, opened_by, doubts)
    VALUES (one.envelope, own_room, one.sender_room, one.sender_unit_id, one.receiver_id, 'disclosure', one.sealed,
            one.sealed_to, one.digest, 'waiting', now(), asker, nullif(one.doubts, '{}'));
    INSERT INTO disclosures_receipt (id, room_id, assessment_id, envelope, direction, other_unit_id, digest, signature,
                                     statutes, statement, counter, state, at, by_id)
    VALUES (gen_random_uuid(), one.room_id, one.assessment_id, one.envelope, 'out', one.receiver_id, one.digest,
            one.signature, one.statutes, one.statement, '', 'sent', now(), one.decided_by_id);
    UPDATE disclosures_assessment s SET decision = 'given', version = s.version + 1
     WHERE s.room_id = one.room_id AND s.id = one.assessment_id;
    UPDATE accountability_beforehand b
       SET state = 'used', sealed = '\x', tokens = '{}', ask = of_ask, used_for = question.emergency, used_at = now(),
           used_by_id = asker
     WHERE b.id = one.id;
    IF one.room_id <> one.sender_room THEN
      PERFORM append_event(one.sender_room, replace(around_body, zero_envelope, one.envelope::text));
    END IF;
    PERFORM append_event(one.room_id, replace(replace(their_body, zero_envelope, one.envelope::text),
                                              zero_person, one.person_id::text));
    beforehand := one.id;
    sender := one.sender_room;
    RETURN NEXT;
  END LOOP;
  UPDATE accountability_break a
     SET state = 'open', at = now(), closes_at = now() + interval '60 minutes',
         envelopes = ARRAY(SELECT b.envelope FROM accountability_beforehand b WHERE b.id = ANY (decided) ORDER BY b.id)
   WHERE a.id = of_ask;
  PERFORM append_event(own_room, own_body);
END $$;

-- Who asked and why, signed by the asking room and sealed to the holder's, in the transaction that opened it.
CREATE OR REPLACE FUNCTION tell_holder(of_ask uuid, of_beforehand uuid, sealed_words bytea, their_body text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  holder uuid;
BEGIN
  PERFORM open_rooms();
  UPDATE accountability_beforehand b SET told = sealed_words
   WHERE b.id = of_beforehand AND b.ask = of_ask AND b.used_by_id = (read_pass())[2]::uuid AND b.told IS NULL
     AND b.used_at = now() RETURNING b.room_id INTO holder;
  IF holder IS NULL THEN
    RAISE EXCEPTION 'nothing opened here' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM append_event(holder, their_body);
END $$;

-- The asking room's own review, by a manager or lawyer who is somebody else. False when there is nothing to review.
CREATE OR REPLACE FUNCTION review_break(of_ask uuid, finds text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
  reviewer uuid := (read_pass())[2]::uuid;
BEGIN
  IF NOT holds_mandate(ARRAY['reassign', 'legal_review']) THEN
    RAISE EXCEPTION 'not a reviewer' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE accountability_break a
     SET state = 'reviewed', reviewed_at = now(), reviewed_by_id = reviewer, finding = finds
   WHERE a.id = of_ask AND a.room_id = ANY (opened) AND a.state = 'open' AND a.by_id <> reviewer;
  RETURN FOUND;
END $$;

-- Something that was decided on beforehand is corrected, disputed or changed: noted in the same transaction, whoever writes
-- it and by whatever road, so that it is never opened as if still right. The arguments: why, and the column that names it.
CREATE OR REPLACE FUNCTION doubt_beforehand() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  item text := split_part(to_jsonb(NEW) ->> TG_ARGV[1], ':', -1);
BEGIN
  UPDATE accountability_beforehand b
     SET doubts = b.doubts || jsonb_build_object(item, TG_ARGV[0]), doubted_at = coalesce(b.doubted_at, now())
   WHERE b.room_id = NEW.room_id AND b.state = 'standing' AND item = ANY (b.items::text[]);
  RETURN NULL;
END $$;
