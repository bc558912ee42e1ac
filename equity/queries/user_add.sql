-- in the columns of app_user   out nothing
INSERT INTO app_user (name, role, place, active, created_at, created_by)
VALUES (:name, :role, :place, 1, :created_at, :created_by);
