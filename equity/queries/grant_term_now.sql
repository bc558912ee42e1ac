-- in :id   out the open term: its number, what is due, the minimum, the last weight and height (0: none)
WITH term (number) AS (
    SELECT count(*) FROM transition_log
     WHERE case_id = :id AND action IN ('open-term', 'next-term'))
SELECT term.number, CASE term.number % 2 WHEN 1 THEN term1_baht ELSE term2_baht END,
       attendance_min,
       coalesce((SELECT weight_g FROM grant_term g
                  WHERE g.case_id = :id AND g.number < term.number
                  ORDER BY g.number DESC LIMIT 1), 0),
       coalesce((SELECT height_mm FROM grant_term g
                  WHERE g.case_id = :id AND g.number < term.number
                  ORDER BY g.number DESC LIMIT 1), 0)
  FROM grant_award, term
 WHERE case_id = :id
 ORDER BY 1;
