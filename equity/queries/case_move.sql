-- in :id, :row_version (that was read), :state, :moved (1: the state is entered now), :at   out nothing
UPDATE case_file
   SET state = :state,
       entered_at = CASE WHEN :moved THEN :at ELSE entered_at END,
       row_version = row_version + 1
 WHERE id = :id AND row_version = :row_version;
