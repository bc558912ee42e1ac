-- in nothing   out code, name_th, name_en, zone, by code
SELECT code, name_th, name_en, zone
  FROM district
 ORDER BY code;
