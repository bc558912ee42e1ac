-- in the columns of grant_rule   out nothing; an equal row stays as it is
INSERT INTO grant_rule (year, level, band, amount_baht, term1_baht, term2_baht, attendance_min,
                        years, source, created_at)
VALUES (:year, :level, :band, :amount_baht, :term1_baht, :term2_baht, :attendance_min,
        :years, :source, :created_at)
    ON CONFLICT (year, level, band) DO UPDATE
   SET amount_baht = excluded.amount_baht, term1_baht = excluded.term1_baht,
       term2_baht = excluded.term2_baht, attendance_min = excluded.attendance_min,
       years = excluded.years, source = excluded.source, created_at = excluded.created_at
 WHERE (grant_rule.amount_baht, grant_rule.term1_baht, grant_rule.term2_baht,
        grant_rule.attendance_min, grant_rule.years, grant_rule.source)
       IS NOT (excluded.amount_baht, excluded.term1_baht, excluded.term2_baht,
        excluded.attendance_min, excluded.years, excluded.source);
