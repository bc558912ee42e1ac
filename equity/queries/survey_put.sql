-- in the columns of survey   out nothing; the same again changes nothing
INSERT INTO survey (visit_id, income_thb, members, batch) VALUES (:visit_id, :income_thb, :members, :batch)
    ON CONFLICT (visit_id) DO UPDATE
   SET income_thb = excluded.income_thb, members = excluded.members, batch = excluded.batch
 WHERE income_thb <> excluded.income_thb OR members <> excluded.members;
