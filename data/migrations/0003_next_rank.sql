-- 0003_next_rank: which rank of an eligible list is called next, so that a placement list names
-- ranks as they stand on the list. NULL: not known, ranks are counted from the next person.

ALTER TABLE eligible_list
  ADD COLUMN next_rank INTEGER CHECK (next_rank BETWEEN 1 AND 100000);
