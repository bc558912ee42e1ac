-- in nothing   out the causes in their order
SELECT code, name_th, name_en FROM dropout_cause ORDER BY code;
