-- in :before, a day   out the persons closed on or before it whom no undecided match waits for
SELECT s.student_id FROM student s
 WHERE s.status IN ('left', 'graduated', 'dead') AND s.closed_on <> '' AND s.closed_on <= :before
   AND NOT EXISTS (SELECT 1 FROM match_queue q WHERE q.student_id = s.student_id AND q.decision = '')
 ORDER BY s.student_id;
