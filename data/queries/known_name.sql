-- in nothing   out table_name, code, name_th, name_en of every row that a file may name, by table and code
SELECT 'channels' AS table_name, code, name_th, name_en FROM channel
UNION ALL
SELECT 'districts', code, name_th, name_en FROM district
UNION ALL
SELECT 'majors', code, name_th, name_en FROM major
UNION ALL
SELECT 'schools', code, name_th, '' FROM school
 ORDER BY table_name, code;
