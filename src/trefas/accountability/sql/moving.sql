-- Run as the role delivery. Carries rows between a room and an inner room in it, sealed anew by whoever is open to both,
-- destroys the keys they had, and appends to both chains: nobody is moved unseen.
-- `carried` = {table: {row id: {sealed column: sealed value or null}}}.
CREATE OR REPLACE FUNCTION move_person(from_room uuid, to_room uuid, carried text, forgotten uuid[], from_body text,
                                       to_body text)
RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  part record;
  sealed text[];
  taken bigint;
  total bigint := 0;
BEGIN
  IF NOT (ARRAY[from_room, to_room] <@ open_rooms()) OR NOT (own_room IN (from_room, to_room)) OR NOT EXISTS (
      SELECT 1 FROM rooms_room r WHERE r.id IN (from_room, to_room) AND r.parent_id = own_room)
     -- After a restore the service account moves in again whom the ledger says was moved; never out.
     OR NOT (holds_mandate(ARRAY['protect']) OR ((read_pass())[5] = 'service' AND from_room = own_room)) THEN
    RAISE EXCEPTION 'not a move of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR part IN SELECT key AS named, value AS given FROM jsonb_each(carried::jsonb) LOOP
    IF NOT (part.named = ANY (carried_tables())) THEN
      RAISE EXCEPTION 'rows of % are not carried', part.named USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT coalesce(array_agg(attname::text ORDER BY attnum), '{}') INTO sealed FROM pg_attribute
     WHERE attrelid = part.named::regclass AND atttypid = 'json'::regtype AND attnum > 0 AND NOT attisdropped;
    -- A row that comes without one of its sealed columns is not taken, and the count tells.
    EXECUTE format('UPDATE %1$I SET room_id = $1 %2$s FROM jsonb_each($2) AS row_'
                   ' WHERE %1$I.id = row_.key::uuid AND %1$I.room_id = $3 AND row_.value ?& $4', part.named,
                   (SELECT string_agg(format(', %1$I = CASE jsonb_typeof(row_.value -> %1$L) WHEN ''null'' THEN NULL'
                                             ' ELSE (row_.value -> %1$L)::text::json END', one), '')
                      FROM unnest(sealed) AS one))
      USING to_room, part.given, from_room, sealed;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> (SELECT count(*) FROM jsonb_object_keys(part.given)) THEN
      RAISE EXCEPTION 'a row of % is not there', part.named USING ERRCODE = 'no_data_found';
    END IF;
    total := total + taken;
  END LOOP;
  DELETE FROM rooms_subjectkey WHERE room_id = from_room AND subject = ANY (forgotten);
  -- The room around first, as everywhere.
  IF from_room = own_room THEN
    PERFORM append_event(from_room, from_body);
    PERFORM append_event(to_room, to_body);
  ELSE
    PERFORM append_event(to_room, to_body);
    PERFORM append_event(from_room, from_body);
  END IF;
  RETURN total;
END $$;
