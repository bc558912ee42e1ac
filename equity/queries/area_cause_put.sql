-- in the columns of not_traced   out nothing
INSERT INTO not_traced (year, area, cause, children) VALUES (:year, :area, :cause, :children);
