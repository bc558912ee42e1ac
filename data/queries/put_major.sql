-- in :code :name_th :name_en :position, which may be NULL, :row   out nothing; an equal row stays unchanged
INSERT INTO major (code, name_th, name_en, position)
VALUES (:code, :name_th, :name_en, coalesce(:position, :row))
    ON CONFLICT (code) DO UPDATE
   SET name_th = excluded.name_th,
       name_en = excluded.name_en,
       position = excluded.position
 WHERE (major.name_th, major.name_en, major.position)
       IS NOT (excluded.name_th, excluded.name_en, excluded.position);
