-- in the columns of sweep   out id of the new sweep
INSERT INTO sweep (name, kind, created_at, seed, futures, decisions, data_hash, program_version,
                   synthetic)
VALUES (:name, :kind, :created_at, :seed, :futures, :decisions, :data_hash, :program_version,
        :synthetic)
RETURNING id;
