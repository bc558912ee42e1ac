-- in :school_code, :school_year   out by item: heads, pieces due, delivered, taken back
SELECT item, count(DISTINCT student_id),
       coalesce(sum(pieces) FILTER (WHERE kind = 'due'), 0),
       coalesce(sum(pieces) FILTER (WHERE kind = 'delivered'), 0),
       coalesce(sum(pieces) FILTER (WHERE kind = 'taken-back'), 0)
  FROM free_item_entry
 WHERE school_code = :school_code AND school_year = :school_year
 GROUP BY item
 ORDER BY item;
