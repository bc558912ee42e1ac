-- in nothing   out all users by name
SELECT id, name, role, place, active, created_at, created_by FROM app_user ORDER BY name;
