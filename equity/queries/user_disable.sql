-- in :name   out nothing
UPDATE app_user SET active = 0 WHERE name = :name AND active = 1;
