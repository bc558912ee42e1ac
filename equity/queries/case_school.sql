-- in :school, :district   out 1 when pupils of the school are on record in that district
SELECT EXISTS (SELECT 1 FROM student WHERE school = :school AND district = :district) AS known ORDER BY 1;
