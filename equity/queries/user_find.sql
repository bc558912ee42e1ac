-- in :name   out the user of that name, or no row
SELECT id, name, role, place, active, created_at, created_by FROM app_user WHERE name = :name;
