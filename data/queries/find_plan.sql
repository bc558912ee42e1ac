-- in :name, :id (0: no id)   out the head of the plan of that name, or else of that id
SELECT id, name, scenario, scenario_text, scenario_hash, data_hash, created_at, status,
       program_version, first_fy, years, synthetic, objective, lp_objective, bound, solver_s
  FROM plan
 WHERE name = :name OR id = :id
 ORDER BY name = :name DESC
 LIMIT 1;
