-- in nothing   out area, grade, major_code, share, by area, grade, major
SELECT area, grade, major_code, share
  FROM major_share
 ORDER BY area, grade, major_code;
