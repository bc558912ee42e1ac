-- in the columns of visit_answer   out nothing
INSERT INTO visit_answer (visit_id, item, value) VALUES (:visit_id, :item, :value);
