-- in :student_id   out of the newest visit: code, day, household, members or '', income or '', R or '', scaled or '',
-- band or '', version of the model or ''; or no row
SELECT v.code, v.visited_on, v.household, coalesce(v.members, ''),
       coalesce(v.income_wage + v.income_farm + v.income_business + v.income_welfare + v.income_other, ''),
       coalesce(p.r, ''), coalesce(p.scaled, ''), coalesce(p.band, ''), coalesce(m.version, '')
  FROM visit v
  LEFT JOIN pmt_score p ON p.id = (SELECT max(q.id) FROM pmt_score q WHERE q.visit_id = v.visit_id)
  LEFT JOIN pmt_model m ON m.id = p.model_id
 WHERE v.student_id = :student_id AND v.kind <> 'field'
 ORDER BY v.visited_on DESC, v.visit_id DESC
 LIMIT 1;
