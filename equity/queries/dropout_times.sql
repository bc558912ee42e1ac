-- in nothing   out of each drop-out case its district, state, and in seconds when it was listed, first
-- visited (0: not yet) and returned (0: not), and the last cause stated (0: none), by district and case
SELECT c.district_code, c.state, unixepoch(c.created_at),
       coalesce((SELECT unixepoch(min(at)) FROM transition_log t
                  WHERE t.case_id = c.id
                    AND t.action IN ('miss', 'find', 'state-cause')), 0),
       coalesce((SELECT unixepoch(min(at)) FROM transition_log t
                  WHERE t.case_id = c.id AND t.action = 'bring-back'), 0),
       coalesce((SELECT cause FROM transition_log t
                  WHERE t.case_id = c.id AND t.cause > 0
                  ORDER BY t.number DESC LIMIT 1), 0)
  FROM case_file c
 WHERE c.workflow = 'dropout'
 ORDER BY c.district_code, c.id;
