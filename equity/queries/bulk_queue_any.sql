-- in nothing   out whether anybody was ever doubted
SELECT EXISTS (SELECT 1 FROM match_queue);
