-- in :visit_id   out item and value of each answer, by item and value
SELECT item, value FROM visit_answer WHERE visit_id = :visit_id ORDER BY item, value;
