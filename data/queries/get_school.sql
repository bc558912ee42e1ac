-- in nothing   out the columns of schools.csv, by code
SELECT code, name_th, district_code, lat_deg, lon_deg
  FROM school
 ORDER BY code;
