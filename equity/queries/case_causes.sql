-- in nothing   out by cause: drop-outs that were closed without a return, by the cause signed last
SELECT cause, count(*)
  FROM (SELECT (SELECT t.cause FROM transition_log t
                 WHERE t.case_id = c.id AND t.cause > 0
                 ORDER BY t.number DESC LIMIT 1) AS cause
          FROM case_file c
         WHERE c.workflow = 'dropout' AND c.state = 'CLOSED_NOT_RETURNED')
 WHERE cause IS NOT NULL
 GROUP BY cause
 ORDER BY cause;
