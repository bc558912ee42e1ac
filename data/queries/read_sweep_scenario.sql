-- in :sweep_id   out the scenarios of a sweep, by number
SELECT name, scenario_text, scenario_hash, refused_state, refused_text
  FROM sweep_scenario
 WHERE sweep_id = :sweep_id
 ORDER BY number;
