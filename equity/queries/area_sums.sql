-- in :year   out the published children not traced, summed over areas by cause
SELECT cause, sum(children) FROM not_traced WHERE year = :year GROUP BY cause ORDER BY cause;
