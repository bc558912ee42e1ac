-- in nothing   out school, its pupils with an open drop-out case, and with an open crisis case, by school
SELECT school_code,
       count(DISTINCT CASE WHEN workflow = 'dropout' AND state NOT IN ('STAYED', 'CLOSED_NOT_RETURNED')
                           THEN student_id END),
       count(DISTINCT CASE WHEN workflow = 'crisis' AND state <> 'CLOSED' THEN student_id END)
  FROM case_file
 WHERE workflow IN ('dropout', 'crisis')
 GROUP BY school_code
 ORDER BY school_code;
