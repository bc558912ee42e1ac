-- in :table_name as in file names   out rows of that table
SELECT CASE :table_name
           WHEN 'districts' THEN (SELECT count(*) FROM district)
           WHEN 'schools' THEN (SELECT count(*) FROM school)
           WHEN 'majors' THEN (SELECT count(*) FROM major)
           WHEN 'enrolment' THEN (SELECT count(*) FROM enrolment)
           WHEN 'teachers' THEN (SELECT count(*) FROM teacher)
           WHEN 'needs' THEN (SELECT count(*) FROM need_table)
           WHEN 'frames' THEN (SELECT count(*) FROM frame_table)
           WHEN 'curriculum' THEN (SELECT count(*) FROM curriculum)
           WHEN 'major_share' THEN (SELECT count(*) FROM major_share)
           WHEN 'channels' THEN (SELECT count(*) FROM channel)
           WHEN 'committed' THEN (SELECT count(*) FROM committed)
           WHEN 'eligible_lists' THEN (SELECT count(*) FROM eligible_list)
           WHEN 'retrain' THEN (SELECT count(*) FROM retrain)
           WHEN 'equity_index' THEN (SELECT count(*) FROM equity_index)
           WHEN 'provenance' THEN (SELECT count(*) FROM provenance)
       END AS rows
 ORDER BY rows;
