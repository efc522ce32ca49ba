-- Run as the role delivery, the only one that may write to a chain or put an envelope in another room.

-- Hash inside the database: what is signed for is room, number, time, previous hash and the exact bytes of the body.
CREATE OR REPLACE FUNCTION append_event(to_room uuid, event_body text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head record;
  next_number bigint;
  happened text := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  new_hash bytea;
BEGIN
  INSERT INTO audit_chainhead (room_id, number, hash) VALUES (to_room, 0, '\x') ON CONFLICT (room_id) DO NOTHING;
  SELECT number, hash INTO STRICT head FROM audit_chainhead WHERE room_id = to_room FOR UPDATE;
  next_number := head.number + 1;
  new_hash := sha256(convert_to(concat_ws(E'\n', 'trefas-audit-1', to_room, next_number, happened,
                                          encode(head.hash, 'hex'), event_body), 'UTF8'));
  INSERT INTO audit_event (id, room_id, number, happened, previous, body, hash)
  VALUES (gen_random_uuid(), to_room, next_number, happened, head.hash, event_body, new_hash);
  UPDATE audit_chainhead SET number = next_number, hash = new_hash WHERE room_id = to_room;
  RETURN next_number;
END $$;

CREATE OR REPLACE FUNCTION audit_append(to_rooms uuid[], bodies text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  entry record;
BEGIN
  IF NOT (to_rooms <@ open_rooms()) THEN
    RAISE EXCEPTION 'not a chain of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Room order, always: act order deadlocks. Inner rooms last: a delivery has locked the rooms around them already.
  FOR entry IN SELECT room, body FROM unnest(to_rooms, bodies) WITH ORDINALITY AS given(room, body, place)
                 JOIN rooms_room r ON r.id = room ORDER BY r.parent_id IS NOT NULL, room, place LOOP
    PERFORM append_event(entry.room, entry.body);
  END LOOP;
END $$;
