-- in nothing   out the measured incomes, by visit: visit, baht a month of all members, members
SELECT visit_id, income_thb, members FROM survey ORDER BY visit_id;
