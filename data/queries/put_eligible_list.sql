-- in the columns of eligible_lists.csv   out nothing; an equal row stays unchanged
INSERT INTO eligible_list (code, major_code, announced_date, last_date, remaining, next_rank)
VALUES (:list, :major, :announced, :last_day, :remaining, :next_rank)
    ON CONFLICT (code, major_code) DO UPDATE
   SET announced_date = excluded.announced_date,
       last_date = excluded.last_date,
       remaining = excluded.remaining,
       next_rank = excluded.next_rank
 WHERE (eligible_list.announced_date, eligible_list.last_date, eligible_list.remaining,
        eligible_list.next_rank)
       IS NOT (excluded.announced_date, excluded.last_date, excluded.remaining,
        excluded.next_rank);
