-- in :workflow, :state, :school, :district, :partner ('' each: any)   out the cases, oldest first
SELECT id, code, workflow, state, student_id, school_code, district_code, partner, school_year,
       coalesce(parent_id, 0), row_version, unixepoch(entered_at), unixepoch(created_at), created_by
  FROM case_file
 WHERE (:workflow = '' OR workflow = :workflow)
   AND (:state = '' OR state = :state)
   AND (:school = '' OR school_code = :school)
   AND (:district = '' OR district_code = :district)
   AND (:partner = '' OR (partner = :partner AND workflow = 'referral'))
 ORDER BY id;
