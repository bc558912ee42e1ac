-- in the columns of index_round   out nothing
INSERT INTO index_round (round, hash, params, cut15, city_share, frozen_at, frozen_by)
VALUES (:round, :hash, :params, :cut15, :city_share, :at, :who);
