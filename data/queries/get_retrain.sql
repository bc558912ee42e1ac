-- in nothing   out the columns of retrain.csv, by the two majors
SELECT from_major_code, to_major_code
  FROM retrain
 ORDER BY from_major_code, to_major_code;
