-- in :area :grade :major :share   out nothing; an equal row stays unchanged
INSERT INTO major_share (area, grade, major_code, share)
VALUES (:area, :grade, :major, :share)
    ON CONFLICT (area, grade, major_code) DO UPDATE
   SET share = excluded.share
 WHERE major_share.share IS NOT excluded.share;
