-- in the columns of free_item_entry but created_at   out a row when the request wrote just this
SELECT id
  FROM free_item_entry
 WHERE request_key = :request_key AND school_year = :school_year AND student_id = :student_id
   AND school_code = :school_code AND item = :item AND kind = :kind AND pieces = :pieces
   AND created_by = :by
 ORDER BY id;
