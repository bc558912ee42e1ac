-- in :code :name_th :name_en :zone   out nothing; an equal row stays unchanged
INSERT INTO district (code, name_th, name_en, zone)
VALUES (:code, :name_th, :name_en, :zone)
    ON CONFLICT (code) DO UPDATE
   SET name_th = excluded.name_th,
       name_en = excluded.name_en,
       zone = excluded.zone
 WHERE (district.name_th, district.name_en, district.zone)
       IS NOT (excluded.name_th, excluded.name_en, excluded.zone);
