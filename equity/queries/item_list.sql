-- in nothing   out the items by number
SELECT number, name, named FROM free_item ORDER BY number;
