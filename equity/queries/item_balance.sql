-- in :student_id, :school_year, :item   out pieces due, delivered, taken back
SELECT coalesce(sum(pieces) FILTER (WHERE kind = 'due'), 0),
       coalesce(sum(pieces) FILTER (WHERE kind = 'delivered'), 0),
       coalesce(sum(pieces) FILTER (WHERE kind = 'taken-back'), 0)
  FROM free_item_entry
 WHERE student_id = :student_id AND school_year = :school_year AND item = :item
 ORDER BY 1;
