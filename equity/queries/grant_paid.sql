-- in :id   out how many terms were paid, and the baht
SELECT count(*), coalesce(sum(due_baht), 0)
  FROM (SELECT row_number() OVER (ORDER BY number) AS number
          FROM transition_log
         WHERE case_id = :id AND action = 'pay')
  JOIN grant_term USING (number)
 WHERE case_id = :id
 ORDER BY 1;
