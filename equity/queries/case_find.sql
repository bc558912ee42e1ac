-- in :id   out the case, times in seconds since 1970 UTC
SELECT id, code, workflow, state, student_id, school_code, district_code, partner, school_year,
       coalesce(parent_id, 0), row_version, unixepoch(entered_at), unixepoch(created_at), created_by
  FROM case_file
 WHERE id = :id
 ORDER BY id;
