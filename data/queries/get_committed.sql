-- in nothing   out the columns of committed.csv, by channel, major, year
SELECT channel_code, major_code, fy, graduates
  FROM committed
 ORDER BY channel_code, major_code, fy;
