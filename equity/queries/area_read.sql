-- in :year, :area   out total, whether by cause, and the children of cause :cause
SELECT total, by_cause,
       coalesce((SELECT children FROM not_traced n
                  WHERE n.year = a.year AND n.area = a.area AND n.cause = :cause), 0)
  FROM not_traced_area a
 WHERE year = :year AND area = :area
 ORDER BY area;
