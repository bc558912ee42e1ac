-- in nothing   out code, name_th, name_en, in the order of majors.csv
SELECT code, name_th, name_en
  FROM major
 ORDER BY position, code;
