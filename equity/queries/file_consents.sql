-- in :student_id   out the consents, oldest first
SELECT giver, purpose, version, given_at, given_to, withdrawn_at, withdrawn_to FROM consent
 WHERE student_id = :student_id ORDER BY consent_id;
