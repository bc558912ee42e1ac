-- in :code :name_th :district :lat :lon   out nothing; an equal row stays unchanged
INSERT INTO school (code, name_th, district_code, lat_deg, lon_deg)
VALUES (:code, :name_th, :district, :lat, :lon)
    ON CONFLICT (code) DO UPDATE
   SET name_th = excluded.name_th,
       district_code = excluded.district_code,
       lat_deg = excluded.lat_deg,
       lon_deg = excluded.lon_deg
 WHERE (school.name_th, school.district_code, school.lat_deg, school.lon_deg)
       IS NOT (excluded.name_th, excluded.district_code, excluded.lat_deg, excluded.lon_deg);
