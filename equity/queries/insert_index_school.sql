-- in the columns of index_school   out nothing
INSERT INTO index_school (round, school_code, district_code, enrolled, screened, part_a, part_b,
                          part_c, part_d, own_points, index_points, coverage_share, low_confidence)
VALUES (:round, :school, :district, :enrolled, :screened, :part_a, :part_b, :part_c, :part_d, :own,
        :index, :coverage, :low_confidence);
