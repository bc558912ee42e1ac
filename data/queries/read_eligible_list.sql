-- in nothing   out code, major_code, announced_date, last_date, remaining, next_rank (0: not known),
-- by code and major
SELECT code, major_code, announced_date, last_date, remaining, coalesce(next_rank, 0)
  FROM eligible_list
 ORDER BY code, major_code;
