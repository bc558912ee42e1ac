-- in :year, :area   out nothing; the counts by cause go
DELETE FROM not_traced WHERE year = :year AND area = :area;
