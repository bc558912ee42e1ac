-- in :id_hmac of a number   out 1 when a candidate of this number waits for a decision, or no row
SELECT 1 FROM match_queue WHERE id_hmac = :id_hmac AND decision = '' LIMIT 1;
