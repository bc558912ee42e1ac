-- in :school :major :fy :need   out nothing; an equal row stays unchanged
INSERT INTO need_table (school_code, major_code, fy, need)
VALUES (:school, :major, :fy, :need)
    ON CONFLICT (school_code, major_code, fy) DO UPDATE
   SET need = excluded.need
 WHERE need_table.need IS NOT excluded.need;
