-- in :kind of file   out how many rows its table has
SELECT CASE :kind
           WHEN 'rolls' THEN (SELECT count(*) FROM roll)
           WHEN 'attendance' THEN (SELECT count(*) FROM attendance_term)
           WHEN 'visits' THEN (SELECT count(*) FROM visit)
           WHEN 'survey' THEN (SELECT count(*) FROM survey)
           WHEN 'dropouts' THEN (SELECT count(*) FROM dropout_listing)
           ELSE (SELECT count(*) FROM not_traced)
       END;
