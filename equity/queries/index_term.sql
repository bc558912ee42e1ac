-- in nothing   out the newest term on a roll, year and term, and the attendance asked for in it: the rule of
-- that year or the last one before, 85 percent where there is none
SELECT r.academic_year, r.term,
       coalesce((SELECT g.attendance_min FROM grant_rule g
                  WHERE g.year <= r.academic_year
                  ORDER BY g.year DESC, g.attendance_min DESC
                  LIMIT 1), 85)
  FROM roll r
 ORDER BY r.academic_year DESC, r.term DESC
 LIMIT 1;
