-- in nothing   out code, major_code, announced_date, last_date, remaining, by code and major
SELECT code, major_code, announced_date, last_date, remaining
  FROM eligible_list
 ORDER BY code, major_code;
