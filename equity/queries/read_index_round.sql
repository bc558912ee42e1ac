-- in :round, :before (1: the newest round before it)   out the head of a round
SELECT round, hash, params, cut15, city_share, frozen_at, frozen_by
  FROM index_round
 WHERE iif(:before, round < :round, round = :round)
 ORDER BY round DESC
 LIMIT 1;
