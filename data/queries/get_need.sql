-- in nothing   out the columns of needs.csv, by school, major, year
SELECT school_code, major_code, fy, need
  FROM need_table
 ORDER BY school_code, major_code, fy;
