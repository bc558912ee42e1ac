-- in nothing   out the persons whom somebody undecided in the queue may be, by id
SELECT DISTINCT student_id FROM match_queue WHERE decision = '' ORDER BY student_id;
