-- Run as the role erasing, which may delete what is erased, under the pass of the room and only in what it opens.

-- Erase what two people have signed for: the act is spent here, and a legal hold wins also here.
CREATE OR REPLACE FUNCTION erase_persons(of_act uuid, given text, in_room uuid, subjects uuid[]) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR NOT ((given::jsonb)->>'subject' = ANY (subjects::text[])) THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM persons_person p WHERE p.room_id = in_room AND p.id = ANY (subjects)
                AND p.id::text <> (given::jsonb)->>'subject'
                AND p.merged_into_id IS DISTINCT FROM ((given::jsonb)->>'subject')::uuid) THEN
    RAISE EXCEPTION 'another person than was signed for' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM accountability_keeping k WHERE k.room_id = in_room AND k.person_id = ANY (subjects)
                AND k.rule = 'hold' AND k.ended_at IS NULL) THEN
    RAISE EXCEPTION 'a legal hold stands' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM spend_act(of_act, 'erasure', given);
  RETURN erase_rows(in_room, subjects);
END $$;

-- After a restore: what the ledger outside the database says is gone goes again. By the room's service account only.
CREATE OR REPLACE FUNCTION replay_erasure(in_room uuid, subjects uuid[]) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (in_room = ANY (open_rooms())) OR (read_pass())[5] <> 'service' THEN
    RAISE EXCEPTION 'not of this pass' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN erase_rows(in_room, subjects);
END $$;
