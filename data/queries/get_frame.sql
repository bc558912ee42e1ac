-- in nothing   out the columns of frames.csv, by school and year
SELECT school_code, fy, frame
  FROM frame_table
 ORDER BY school_code, fy;
