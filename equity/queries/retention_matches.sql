-- in :student_id   out nothing
DELETE FROM match_queue WHERE student_id = :student_id OR result_id = :student_id;
