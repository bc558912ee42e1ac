-- in the columns of plan   out id of the new plan
INSERT INTO plan (name, scenario, scenario_text, scenario_hash, data_hash, created_at, status,
                  program_version, first_fy, years, synthetic, objective, lp_objective, bound,
                  solver_s)
VALUES (:name, :scenario, :scenario_text, :scenario_hash, :data_hash, :created_at, :status,
        :program_version, :first_fy, :years, :synthetic, :objective, :lp_objective, :bound,
        :solver_s)
RETURNING id;
