-- Run as the role gate. Who is close to a user at work in a room: whoever has had a unit in common with her, at the same time,
-- that neither of them left a year ago. In all units she has or had in the room, not only the one she acts in now.
CREATE OR REPLACE FUNCTION close_colleagues(for_user uuid, in_room uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT theirs.user_id), '{}')
    FROM rooms_membership mine
    JOIN rooms_membership theirs ON theirs.room_id = mine.room_id AND theirs.unit_id = mine.unit_id
     AND theirs.starts_at < coalesce(mine.ends_at, 'infinity') AND mine.starts_at < coalesce(theirs.ends_at, 'infinity')
   WHERE mine.user_id = for_user AND mine.room_id = in_room AND theirs.user_id <> for_user
     AND greatest(mine.starts_at, theirs.starts_at) <= now()
     AND least(coalesce(mine.ends_at, 'infinity'), coalesce(theirs.ends_at, 'infinity')) > now() - interval '1 year'
$$;

-- The same, of the user of the presented pass: for whoever names handlers of a colleague.
CREATE OR REPLACE FUNCTION colleagues_of_mine() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
BEGIN
  RETURN close_colleagues(parts[2]::uuid, parts[4]::uuid);
END $$;

-- What a user may not see in a room and the inner rooms in it where she is a handler: ids of people,
-- and of what tells of them without naming them (spines of co-operation, envelopes, requests). It goes into her pass.
CREATE OR REPLACE FUNCTION barred_ids(for_user uuid, in_room uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  people uuid[];
  marks bytea[];
  within uuid[];
  near uuid[] := close_colleagues(for_user, in_room);
BEGIN
  -- Her own and those she declared; and the own number of whoever is close to her at work.
  SELECT array_remove(array_agg(b.subject) FILTER (WHERE b.user_id = for_user), NULL), array_remove(array_agg(b.token), NULL)
    INTO people, marks
    FROM persons_barring b
   WHERE b.room_id = in_room AND b.state = 'running'
     AND (b.user_id = for_user OR b.ground = 'own' AND b.user_id = ANY (near));
  IF coalesce(cardinality(people), 0) = 0 AND coalesce(cardinality(marks), 0) = 0 THEN
    RETURN '{}';
  END IF;
  within := ARRAY(SELECT m.room_id FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id
                   WHERE m.user_id = for_user AND (r.id = in_room OR r.parent_id = in_room));
  -- Whoever has the same number as one who is barred is barred too; in inner rooms it is keyed as here under 'outer'.
  marks := marks || ARRAY(
    SELECT t.token FROM persons_searchtoken t WHERE t.person_id = ANY (people) AND t.room_id = ANY (within)
       AND (t.kind = 'outer' OR t.kind = 'number' AND t.room_id = in_room));
  people := people
    || ARRAY(SELECT t.person_id FROM persons_searchtoken t
              WHERE t.room_id = in_room AND t.kind = 'number' AND t.token = ANY (marks))
    || ARRAY(SELECT t.person_id FROM persons_searchtoken t
              WHERE t.room_id = ANY (within) AND t.kind = 'outer' AND t.token = ANY (marks));
  people := ARRAY(
    WITH RECURSIVE same AS (
      SELECT p.id, p.merged_into_id FROM persons_person p WHERE p.room_id = ANY (within) AND p.id = ANY (people)
      UNION
      SELECT found.id, found.merged_into_id FROM same s CROSS JOIN LATERAL (
        SELECT p.id, p.merged_into_id FROM persons_person p WHERE p.id = s.merged_into_id
        UNION ALL
        SELECT p.id, p.merged_into_id FROM persons_person p WHERE p.merged_into_id = s.id) found)
    SELECT id FROM same);
  RETURN people
    || ARRAY(SELECT f.id FROM files_file f WHERE f.room_id = ANY (within) AND f.person_id = ANY (people))
    || ARRAY(SELECT f.cooperation FROM files_file f
              WHERE f.room_id = ANY (within) AND f.person_id = ANY (people) AND f.cooperation IS NOT NULL)
    || ARRAY(SELECT i.envelope_id FROM disclosures_receiveditem i
              WHERE i.room_id = ANY (within) AND i.person_id = ANY (people))
    || ARRAY(SELECT a.id FROM disclosures_assessment a WHERE a.room_id = ANY (within) AND a.person_id = ANY (people))
    || ARRAY(SELECT r.envelope FROM disclosures_receipt r JOIN disclosures_assessment a ON a.id = r.assessment_id
              WHERE a.room_id = ANY (within) AND a.person_id = ANY (people))
    || ARRAY(SELECT q.id FROM accountability_rightsrequest q
              WHERE q.room_id = ANY (within) AND q.person_id = ANY (people));
END $$;

-- The keyed numbers of those whom the user of the presented pass may not see, each with its ground: for what no row of a
-- person is about yet. Whom a manager barred her from is there too, and she reads no more of it than this.
CREATE OR REPLACE FUNCTION barred_marks() RETURNS TABLE (mark bytea, why text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parts text[] := read_pass();
  for_user uuid := parts[2]::uuid;
  in_room uuid := parts[4]::uuid;
  near uuid[];
BEGIN
  IF parts[5] = 'service' THEN
    RETURN;
  END IF;
  near := close_colleagues(for_user, in_room);
  RETURN QUERY
    SELECT b.token, CASE b.user_id WHEN for_user THEN b.ground::text ELSE 'colleague' END FROM persons_barring b
     WHERE b.room_id = in_room AND b.state = 'running' AND b.token IS NOT NULL
       AND (b.user_id = for_user OR b.ground = 'own' AND b.user_id = ANY (near))
    UNION ALL
    SELECT t.token, b.ground::text FROM persons_barring b JOIN persons_searchtoken t ON t.person_id = b.subject
     WHERE b.room_id = in_room AND b.state = 'running' AND b.user_id = for_user
       AND (t.kind = 'outer' OR t.kind = 'number' AND t.room_id = in_room);
END $$;
