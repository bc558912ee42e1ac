-- in :school :round :index :coverage   out nothing; an equal row stays unchanged
INSERT INTO equity_index (school_code, round, index_points, coverage_share)
VALUES (:school, :round, :index, :coverage)
    ON CONFLICT (school_code, round) DO UPDATE
   SET index_points = excluded.index_points,
       coverage_share = excluded.coverage_share
 WHERE (equity_index.index_points, equity_index.coverage_share)
       IS NOT (excluded.index_points, excluded.coverage_share);
