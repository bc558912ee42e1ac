-- in nothing   out table_name, code of every row that another row may refer to, by table and code
SELECT 'channels' AS table_name, code FROM channel
UNION ALL
SELECT 'districts', code FROM district
UNION ALL
SELECT 'majors', code FROM major
UNION ALL
SELECT 'schools', code FROM school
 ORDER BY table_name, code;
