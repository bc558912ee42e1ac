-- in nothing   out the columns of major_share.csv, by area, grade, major
SELECT area, grade, major_code, share
  FROM major_share
 ORDER BY area, grade, major_code;
