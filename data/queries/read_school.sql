-- in nothing   out code, name_th, district_code, lat_deg, lon_deg (both or NULL), by code
SELECT code, name_th, district_code,
       CASE WHEN lon_deg IS NOT NULL THEN lat_deg END AS lat_deg,
       CASE WHEN lat_deg IS NOT NULL THEN lon_deg END AS lon_deg
  FROM school
 ORDER BY code;
