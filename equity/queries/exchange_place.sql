-- in :student_id   out where the person is, or no row
SELECT school, district FROM student WHERE student_id = :student_id AND status <> 'pseudonymised';
