-- in the columns of verification_candidate   out nothing
INSERT INTO verification_candidate (sample_id, case_id, district_code, score, cut, override,
                                    photo_exempt, why)
VALUES (:sample_id, :case_id, :district_code, :score, :cut, :override, :photo_exempt, :why);
