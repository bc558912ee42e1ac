-- in :student_id, :listed_on, :source   out whether the list is known, and the open drop-out case or 0
SELECT EXISTS (SELECT 1 FROM dropout_listing
                WHERE student_id = :student_id AND listed_on = :listed_on AND source = :source),
       coalesce((SELECT max(id) FROM case_file
                  WHERE student_id = :student_id AND workflow = 'dropout'
                    AND state NOT IN ('STAYED', 'CLOSED_NOT_RETURNED')), 0);
