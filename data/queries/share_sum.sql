-- in :tolerance_share   out area, grade, sum_share where the sum is not 1
SELECT area, grade, sum(share) AS sum_share
  FROM major_share
 GROUP BY area, grade
HAVING abs(sum(share) - 1) > :tolerance_share
 ORDER BY area, grade;
