-- in nothing   out school_code, fy, frame, by school and year
SELECT school_code, fy, frame
  FROM frame_table
 ORDER BY school_code, fy;
