-- in nothing   out the candidates that wait, as match_read, oldest first
SELECT q.match_queue_id, q.seal_id, q.student_id, q.why, q.distance, q.name_enc, q.id_kind, q.id_enc, q.dob, q.sex,
       q.school, q.district, q.grade, q.created_at, q.created_by, q.decision, q.result_id, s.school, s.district
  FROM match_queue q JOIN student s ON s.student_id = q.student_id
 WHERE q.decision = ''
 ORDER BY q.match_queue_id;
