-- in :seq   out the hash of that row of the chained record, or no row
SELECT hash FROM audit WHERE seq = :seq;
