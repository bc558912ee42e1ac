-- in nothing   out the columns of eligible_lists.csv, by list and major
SELECT code, major_code, announced_date, last_date, remaining, next_rank
  FROM eligible_list
 ORDER BY code, major_code;
