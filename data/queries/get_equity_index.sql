-- in nothing   out the columns of equity_index.csv, every round, by school and round
SELECT school_code, round, index_points, coverage_share
  FROM equity_index
 ORDER BY school_code, round;
