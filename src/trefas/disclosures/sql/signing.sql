-- Run as the role gate. A rule is signed off here only: as a lawyer proposed it and another person confirmed.
CREATE OR REPLACE FUNCTION sign_rule_agreed(new_id uuid, of_act uuid, of_rulebook text, on_day date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own_room uuid := (read_pass())[4]::uuid;
  act rooms_proposedact;
BEGIN
  PERFORM open_rooms();
  SELECT * INTO act FROM rooms_proposedact WHERE id = of_act AND room_id = own_room AND kind = 'rulebook';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nothing here that may be signed off' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM spend_act(of_act, 'rulebook', act.what::text);
  INSERT INTO disclosures_rulesignature (id, room_id, rule, rule_version, rulebook, signed_on, signed_by_id)
  VALUES (new_id, own_room, act.what->>'rule', act.what->>'version', of_rulebook, on_day, act.proposed_by_id);
END $$;
