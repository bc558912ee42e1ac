-- in :student_id   out nothing; what was typed freely goes
UPDATE visit SET exempt_reason = '' WHERE student_id = :student_id AND exempt_reason <> '';
