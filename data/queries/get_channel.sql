-- in nothing   out the columns of channels.csv, by code
SELECT code, name_th, name_en, kind, lead_years, completion_share
  FROM channel
 ORDER BY code;
