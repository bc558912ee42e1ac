-- in nothing   out number and hash of the last row of the chained record; no row before the first
SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1;
