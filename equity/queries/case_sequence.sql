-- in :school_code, :opened_on   out the number of the next case of that school and day
SELECT coalesce(max(sequence), 0) + 1
  FROM case_file
 WHERE school_code = :school_code AND opened_on = :opened_on
 ORDER BY 1;
