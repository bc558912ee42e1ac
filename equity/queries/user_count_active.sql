-- in :role   out how many active users have that role
SELECT count(*) FROM app_user WHERE role = :role AND active = 1;
