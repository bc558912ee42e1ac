-- in :school :fy :frame   out nothing; an equal row stays unchanged
INSERT INTO frame_table (school_code, fy, frame)
VALUES (:school, :fy, :frame)
    ON CONFLICT (school_code, fy) DO UPDATE
   SET frame = excluded.frame
 WHERE frame_table.frame IS NOT excluded.frame;
