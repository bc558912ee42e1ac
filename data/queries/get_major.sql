-- in nothing   out the columns of majors.csv, in their order
SELECT code, name_th, name_en, position
  FROM major
 ORDER BY position, code;
