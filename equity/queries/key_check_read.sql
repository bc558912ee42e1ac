-- in nothing   out how the key file of this database is recognised; no row before it was made
SELECT join_check, seal_check FROM key_check WHERE key_check_id = 1;
