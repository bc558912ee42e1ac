-- in :sample_id   out the candidates by case
SELECT case_id, district_code, score, cut, override, photo_exempt, why
  FROM verification_candidate
 WHERE sample_id = :sample_id
 ORDER BY case_id;
