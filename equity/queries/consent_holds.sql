-- in :student_id, :purpose   out how many consents hold
SELECT count(*) FROM consent WHERE student_id = :student_id AND purpose = :purpose AND withdrawn_at = '';
