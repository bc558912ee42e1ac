-- in :sweep_id and the columns of sweep_scenario   out nothing
INSERT INTO sweep_scenario (sweep_id, number, name, scenario_text, scenario_hash, refused_state,
                            refused_text)
VALUES (:sweep_id, :number, :name, :scenario_text, :scenario_hash, :refused_state, :refused_text);
