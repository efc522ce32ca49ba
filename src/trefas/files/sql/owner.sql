-- Run as the owner of the tables, who is under the same policy as everybody: without a pass it raises.

-- Point rows to the other of two people that are merged, or of two files of which one is joined to the other; all
-- rows, or those named. What is written in them is not touched, so what only grows for the app still only grows.
-- Returns the rows that moved: one that would be a second of which only one may stand is left where it is.
CREATE OR REPLACE FUNCTION point_rows(of_table text, of_column text, from_id uuid, to_id uuid, named uuid[])
RETURNS uuid[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid[] := open_rooms();
  target regclass;
  one uuid;
  moved uuid[] := '{}';
  renumbered text := '';
BEGIN
  SELECT c.confrelid INTO target FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid
   WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident(of_table)) AND a.attname = of_column
     AND a.attnum = ANY (c.conkey) AND c.confrelid IN ('persons_person'::regclass, 'files_file'::regclass);
  IF target IS NULL OR of_table IN ('persons_person', 'persons_merge') OR of_column = 'joined_to_id' THEN
    RAISE EXCEPTION 'no such rows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF target = 'persons_person'::regclass THEN
    PERFORM 1 FROM persons_merge m WHERE m.room_id = ANY (opened) AND m.undone_at IS NULL
       AND ((m.merged_id = from_id AND m.kept_id = to_id) OR (m.merged_id = to_id AND m.kept_id = from_id));
  ELSE
    PERFORM 1 FROM files_file f WHERE f.room_id = ANY (opened)
       AND ((f.id = from_id AND f.joined_to_id = to_id) OR (f.id = to_id AND f.joined_to_id = from_id));
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'not the same' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF of_table = 'files_fileevent' AND of_column = 'file_id' THEN
    SELECT ', position = position + ' || coalesce(max(e.position), 0) INTO renumbered
      FROM files_fileevent e WHERE e.room_id = ANY (opened) AND e.file_id = to_id;
  END IF;
  FOR one IN EXECUTE format('SELECT id FROM %I WHERE room_id = ANY ($1) AND %I = $2 AND ($3 IS NULL OR id = ANY ($3))'
                            ' ORDER BY id', of_table, of_column) USING opened, from_id, named LOOP
    BEGIN
      EXECUTE format('UPDATE %I SET %I = $1%s WHERE room_id = ANY ($2) AND id = $3', of_table, of_column, renumbered)
        USING to_id, opened, one;
      moved := moved || one;
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END LOOP;
  RETURN moved;
END $$;
