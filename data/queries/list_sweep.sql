-- in nothing   out the heads of all sweeps, oldest first, with their outcomes and failures counted
SELECT s.id, s.name, s.kind, s.created_at, s.seed, s.futures, s.decisions, s.data_hash,
       s.program_version, s.synthetic,
       (SELECT count(*) FROM sweep_scenario c WHERE c.sweep_id = s.id) AS scenarios,
       (SELECT count(*) FROM sweep_scenario c
         WHERE c.sweep_id = s.id AND c.refused_state <> '') AS refused,
       (SELECT count(*) FROM sweep_outcome o WHERE o.sweep_id = s.id) AS outcomes,
       (SELECT count(*) FROM sweep_outcome o
         WHERE o.sweep_id = s.id AND o.state <> 'ok') AS failures
  FROM sweep s
 ORDER BY s.id;
