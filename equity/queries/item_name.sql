-- in :number, :name   out nothing
UPDATE free_item SET name = :name, named = 1, row_version = row_version + 1 WHERE number = :number;
