-- in nothing   out the heads of all plans, oldest first
SELECT id, name, scenario, scenario_text, scenario_hash, data_hash, created_at, status,
       program_version, first_fy, years, synthetic, objective, lp_objective, bound, solver_s
  FROM plan
 ORDER BY id;
