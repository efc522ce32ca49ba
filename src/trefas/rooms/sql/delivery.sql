-- Run as the role delivery, the only one that may write to a chain or put an envelope in another room.

-- Hash inside the database: what is signed for is room, number, time, previous hash and the exact bytes of the body.
CREATE OR REPLACE FUNCTION append_to_chain(to_room uuid, event_body text, claims boolean) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head record;
  next_number bigint;
  happened text := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  new_hash bytea;
  parsed jsonb := event_body::jsonb;
  rows_written int := 0;
  digest text;
BEGIN
  INSERT INTO audit_chainhead (room_id, number, hash) VALUES (to_room, 0, '\x') ON CONFLICT (room_id) DO NOTHING;
  SELECT number, hash INTO STRICT head FROM audit_chainhead WHERE room_id = to_room FOR UPDATE;
  next_number := head.number + 1;
  -- What this transaction has written in the room since its last event becomes this event's.
  IF claims THEN
    UPDATE audit_written w SET number = next_number, place = mine.place
      FROM (SELECT id, row_number() OVER (ORDER BY written_at, relation, row_id) AS place FROM audit_written
             WHERE room_id = to_room AND number IS NULL AND within = pg_current_xact_id()::text::bigint) mine
     WHERE w.id = mine.id;
    GET DIAGNOSTICS rows_written = ROW_COUNT;
  END IF;
  IF rows_written > 0 THEN
    SELECT encode(sha256(convert_to(string_agg(
             concat_ws('|', relation, row_id, verb, shape, encode(commitment, 'hex')), E'\n' ORDER BY place), 'UTF8')), 'hex')
      INTO digest FROM audit_written WHERE room_id = to_room AND number = next_number;
    -- "written" sorts after every other name of a body, so the JSON stays canonical.
    event_body := left(event_body, -1) || ',"written":{"count":' || rows_written || ',"digest":"' || digest || '"}}';
  END IF;
  new_hash := sha256(convert_to(concat_ws(E'\n', 'trefas-audit-1', to_room, next_number, happened,
                                          encode(head.hash, 'hex'), event_body), 'UTF8'));
  INSERT INTO audit_event (id, room_id, number, happened, previous, body, hash, kind)
  VALUES (gen_random_uuid(), to_room, next_number, happened, head.hash, event_body, new_hash, parsed->>'kind');
  -- Rows are named with a dot ("files.note") and found through their person; people, files and users are indexed.
  INSERT INTO audit_subject (room_id, subject, number)
  SELECT to_room, one.value::uuid, next_number
    FROM jsonb_each(parsed->'ids') named, jsonb_array_elements_text(named.value) one WHERE position('.' IN named.key) = 0
   UNION SELECT to_room, (parsed->'actor'->>'user')::uuid, next_number WHERE parsed->'actor' ? 'user'
  ON CONFLICT DO NOTHING;
  UPDATE audit_chainhead SET number = next_number, hash = new_hash WHERE room_id = to_room;
  RETURN next_number;
END $$;

CREATE OR REPLACE FUNCTION append_event(to_room uuid, event_body text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT append_to_chain(to_room, event_body, true)
$$;

CREATE OR REPLACE FUNCTION audit_append(to_rooms uuid[], bodies text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  entry record;
  room_before uuid;
BEGIN
  IF NOT (to_rooms <@ open_rooms()) THEN
    RAISE EXCEPTION 'not a chain of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Room order, always: act order deadlocks. Inner rooms last: a delivery has locked the rooms around them already.
  FOR entry IN SELECT room, body FROM unnest(to_rooms, bodies) WITH ORDINALITY AS given(room, body, place)
                 JOIN rooms_room r ON r.id = room ORDER BY r.parent_id IS NOT NULL, room, place LOOP
    -- A room's first event claims all that was written; to look again for each of thousands walks all of it each time.
    PERFORM append_to_chain(entry.room, entry.body, entry.room IS DISTINCT FROM room_before);
    room_before := entry.room;
  END LOOP;
END $$;

-- A statement's rows, committed to as they now lie. Fires on every room table but those on the list UNCHAINED.
CREATE OR REPLACE FUNCTION note_written() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET timezone = 'UTC' SET bytea_output = 'hex' SET extra_float_digits = 1
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  noted_at timestamptz := clock_timestamp();
  noted_in bigint := pg_current_xact_id()::text::bigint;
  -- Drawn once for a statement and kept nowhere: each row's salt and id follow from it, and none from another. Some
  -- servers open /dev/urandom anew for each random id.
  drawn_salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  drawn_id bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
BEGIN
  -- Planned anew each time (EXECUTE): a plan made for a list of 50,000 rows walks the table for every single row after
  -- it, one made for a single row compares each of 50,000 with all.
  IF TG_OP <> 'INSERT' THEN
    EXECUTE 'UPDATE audit_written w SET salt = NULL FROM gone'
      ' WHERE w.room_id = gone.room_id AND w.relation = $1 AND w.row_id = gone.id AND w.salt IS NOT NULL'
      USING TG_TABLE_NAME::text;
  END IF;
  IF TG_OP = 'DELETE' THEN
    INSERT INTO audit_written (id, room_id, relation, row_id, verb, shape, written_at, within)
    SELECT gen_random_uuid(), gone.room_id, TG_TABLE_NAME, gone.id, 'gone', TG_ARGV[0]::int, noted_at, noted_in FROM gone;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    -- What moved to an inner room, or out of one, is gone from the room it lay in.
    EXECUTE 'INSERT INTO audit_written (id, room_id, relation, row_id, verb, shape, written_at, within)'
      ' SELECT gen_random_uuid(), gone.room_id, $1, gone.id, ''gone'', $2, $3, $4'
      ' FROM gone JOIN made ON made.id = gone.id WHERE made.room_id <> gone.room_id'
      USING TG_TABLE_NAME::text, TG_ARGV[0]::int, noted_at, noted_in;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO audit_written (id, room_id, relation, row_id, verb, shape, salt, commitment, written_at, within)
    SELECT encode(substr(sha256(drawn_id || uuid_send(salted.id)), 1, 16), 'hex')::uuid,
           salted.room_id, TG_TABLE_NAME, salted.id, 'is', TG_ARGV[0]::int, salted.salt,
           sha256(salted.salt || convert_to(salted.content, 'UTF8')), noted_at, noted_in
      -- made.* and never made: a table with a column of that name would have the column committed to, not the row.
      FROM (SELECT made.room_id, made.id, to_jsonb(made.*)::text AS content,
                   sha256(drawn_salt || uuid_send(made.id)) AS salt FROM made) salted;
  END IF;
  RETURN NULL;
END $$;

-- A leaf for every chain that has grown since its last, in room order; returns how many leaves there are now.
CREATE OR REPLACE FUNCTION note_heads() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- One at a time: places have no gaps, or the tree would not be one.
  PERFORM pg_advisory_xact_lock(hashtext('trefas.note_heads'));
  INSERT INTO audit_headleaf (place, room_id, number, hash, salt, leaf)
  SELECT grown.first + row_number() OVER (ORDER BY grown.room_id) - 1, grown.room_id, grown.number, grown.hash, grown.salt,
         sha256('\x00'::bytea || convert_to(concat_ws(E'\n', 'trefas-head-1', grown.room_id, grown.number,
                encode(grown.hash, 'hex'), encode(grown.salt, 'hex')), 'UTF8'))
    FROM (SELECT h.room_id, h.number, h.hash, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt,
                 (SELECT count(*) FROM audit_headleaf) AS first
            FROM audit_chainhead h
           WHERE h.number > coalesce((SELECT max(l.number) FROM audit_headleaf l WHERE l.room_id = h.room_id), 0)) grown;
  RETURN (SELECT count(*) FROM audit_headleaf);
END $$;
