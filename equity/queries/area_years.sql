-- in nothing   out the last year of which a table of children not traced is there; no row: none
SELECT year FROM not_traced_area ORDER BY year DESC LIMIT 1;
