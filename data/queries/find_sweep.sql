-- in :name, :id (0: no id)   out the head of the sweep of that name, or else of that id
SELECT id, name, kind, created_at, seed, futures, decisions, data_hash, program_version, synthetic
  FROM sweep
 WHERE name = :name OR id = :id
 ORDER BY name = :name DESC
 LIMIT 1;
