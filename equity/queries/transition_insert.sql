-- in the columns of transition_log   out nothing
INSERT INTO transition_log (case_id, number, action, from_state, to_state, signature, actor_id,
                            role, reason, cause, school_kind, receipt, batch, overdue, row_version,
                            at)
VALUES (:case_id, :number, :action, :from_state, :to_state, :signature, :actor_id,
        :role, :reason, :cause, :school_kind, :receipt, :batch, :overdue, :row_version, :at);
