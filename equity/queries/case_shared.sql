-- in :id, :partner   out 1 when an accepted referral of that case, or that case itself, is the partner's
SELECT EXISTS (SELECT 1 FROM case_file
                WHERE (id = :id OR parent_id = :id) AND workflow = 'referral'
                  AND partner = :partner AND state = 'accepted')
 ORDER BY 1;
