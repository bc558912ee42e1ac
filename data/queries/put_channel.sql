-- in the columns of channels.csv   out nothing; an equal row stays unchanged
INSERT INTO channel (code, name_th, name_en, kind, lead_years, completion_share)
VALUES (:code, :name_th, :name_en, :kind, :lead_years, :completion)
    ON CONFLICT (code) DO UPDATE
   SET name_th = excluded.name_th,
       name_en = excluded.name_en,
       kind = excluded.kind,
       lead_years = excluded.lead_years,
       completion_share = excluded.completion_share
 WHERE (channel.name_th, channel.name_en, channel.kind, channel.lead_years,
        channel.completion_share)
       IS NOT (excluded.name_th, excluded.name_en, excluded.kind, excluded.lead_years,
        excluded.completion_share);
