-- in nothing   out code, name_th, district_code, by code
SELECT code, name_th, district_code
  FROM school
 ORDER BY code;
