-- in :channel :major :fy :graduates   out nothing; an equal row stays unchanged
INSERT INTO committed (channel_code, major_code, fy, graduates)
VALUES (:channel, :major, :fy, :graduates)
    ON CONFLICT (channel_code, major_code, fy) DO UPDATE
   SET graduates = excluded.graduates
 WHERE committed.graduates IS NOT excluded.graduates;
