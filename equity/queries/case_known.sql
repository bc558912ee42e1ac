-- in :id, :student_id   out what the tables of cases say for guards, 0 or 1 each
WITH term (number) AS (
    SELECT count(*) FROM transition_log
     WHERE case_id = :id AND action IN ('open-term', 'next-term'))
SELECT EXISTS (SELECT 1 FROM case_file WHERE parent_id = :id AND workflow = 'care') AS care_open,
       NOT EXISTS (SELECT 1 FROM case_file
                    WHERE parent_id = :id AND workflow = 'referral'
                      AND state IN ('in_progress', 'accepted')) AS no_open_referral,
       EXISTS (SELECT 1 FROM case_file
                WHERE parent_id = :id AND workflow = 'referral' AND state = 'done') AS referral_done,
       coalesce((SELECT why = '' FROM verification_candidate
                  WHERE case_id = :id ORDER BY sample_id DESC LIMIT 1), 0) AS not_sampled,
       EXISTS (SELECT 1 FROM case_file
                WHERE student_id = :student_id AND workflow = 'screening'
                  AND state = 'EEF_ACCEPTED') AS accepted_by_fund,
       coalesce((SELECT term.number < 2 * years FROM grant_award WHERE case_id = :id), 0) AS term_left,
       coalesce((SELECT term.number >= 2 * years FROM grant_award WHERE case_id = :id), 0) AS no_term_left,
       EXISTS (SELECT 1 FROM grant_term g
                WHERE g.case_id = :id AND g.number = term.number) AS monitored,
       EXISTS (SELECT 1 FROM grant_term g
                WHERE g.case_id = :id AND g.number = term.number AND g.met = 1) AS met,
       EXISTS (SELECT 1 FROM grant_term g
                WHERE g.case_id = :id AND g.number = term.number AND g.met = 0) AS not_met
  FROM term
 ORDER BY 1;
