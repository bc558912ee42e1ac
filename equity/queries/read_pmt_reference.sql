-- in :hash   out r, households of a frozen set
SELECT r, households
  FROM pmt_reference
 WHERE hash = :hash
 ORDER BY r;
