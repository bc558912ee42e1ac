-- in :district, '' for all   out district, state and how many screening cases, by district and state
SELECT district_code, state, count(*)
  FROM case_file
 WHERE workflow = 'screening' AND (:district = '' OR district_code = :district)
 GROUP BY district_code, state
 ORDER BY district_code, state;
