-- in nothing   out school_code, round, index_points, coverage_share of the newest round
SELECT school_code, max(round) AS round, index_points, coverage_share
  FROM equity_index
 GROUP BY school_code
 ORDER BY school_code;
