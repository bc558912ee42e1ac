-- in nothing   out the columns of districts.csv, by code
SELECT code, name_th, name_en, zone
  FROM district
 ORDER BY code;
