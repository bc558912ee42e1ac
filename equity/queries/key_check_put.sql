-- in the columns of key_check   out nothing
INSERT INTO key_check (key_check_id, join_check, seal_check, made_at)
VALUES (1, :join_check, :seal_check, :made_at);
