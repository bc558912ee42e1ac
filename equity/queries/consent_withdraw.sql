-- in :student_id, :purpose, :at, :by   out nothing
UPDATE consent SET withdrawn_at = :at, withdrawn_to = :by
 WHERE student_id = :student_id AND purpose = :purpose AND withdrawn_at = '';
