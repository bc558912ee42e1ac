-- in :list :major :announced :last_day :remaining   out nothing; an equal row stays unchanged
INSERT INTO eligible_list (code, major_code, announced_date, last_date, remaining)
VALUES (:list, :major, :announced, :last_day, :remaining)
    ON CONFLICT (code, major_code) DO UPDATE
   SET announced_date = excluded.announced_date,
       last_date = excluded.last_date,
       remaining = excluded.remaining
 WHERE (eligible_list.announced_date, eligible_list.last_date, eligible_list.remaining)
       IS NOT (excluded.announced_date, excluded.last_date, excluded.remaining);
