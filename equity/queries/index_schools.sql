-- in :academic_year, :term of the roll, :attendance_min in percent
-- out school, district, pupils, of them with a G-code, and below the attendance in their newest term of that year
SELECT r.school_code, max(r.district_code), count(*),
       sum(EXISTS (SELECT 1 FROM student_key k
                    WHERE k.student_id = r.student_id AND k.is_alias = 0 AND k.id_kind = 'G')),
       sum(coalesce((SELECT 100 * a.days_present < :attendance_min * a.days
                       FROM attendance_term a
                      WHERE a.student_id = r.student_id AND a.academic_year = :academic_year
                        AND a.term <= :term
                      ORDER BY a.term DESC
                      LIMIT 1), 0))
  FROM roll r
 WHERE r.academic_year = :academic_year AND r.term = :term
 GROUP BY r.school_code
 ORDER BY r.school_code;
