-- in :round   out its schools in order of their codes
SELECT school_code, district_code, enrolled, screened, part_a, part_b, part_c, part_d, own_points,
       index_points, coverage_share, low_confidence
  FROM index_school
 WHERE round = :round
 ORDER BY school_code;
