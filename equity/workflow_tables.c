/* The workflows themselves. docs/equity-cases.md is printed from here. */
#include "equity/workflow.h"

#include <stddef.h>

#define BIT(what) (1u << (what))
#define DID(what) (UINT64_C(1) << ACTION_##what)
#define TEACHER BIT(ROLE_TEACHER)
#define CERTIFIER BIT(ROLE_CERTIFIER)
#define DIRECTOR BIT(ROLE_DIRECTOR)
#define DISTRICT BIT(ROLE_DISTRICT)
#define SECRETARY BIT(ROLE_SECRETARY)
#define MEMBER BIT(ROLE_MEMBER)
#define VERIFIER BIT(ROLE_VERIFIER)
#define LIAISON BIT(ROLE_LIAISON)
#define PARTNER BIT(ROLE_PARTNER)
#define SCHOOL (TEACHER | DIRECTOR)
#define TEAM (TEACHER | DIRECTOR | DISTRICT)
#define NEEDS(what) BIT(GUARD_##what)
#define VISITED_HOME (NEEDS(CONSENT) | NEEDS(SCORED) | NEEDS(PHOTOS))
#define DECIDED (DID(REJECT) | DID(OVERRIDE_REJECT))
#define TO_REFER (NEEDS(CONSENT) | NEEDS(PARTNER) | NEEDS(NO_OPEN_REFERRAL))

// clang-format off
const struct workflow_entry workflow_table[WORKFLOWS] = {
    [WORKFLOW_SCREENING] = {"screening", "คัดกรองครัวเรือน", "screening", SCREENING_DRAFT, TEACHER, 0, ONCE_A_YEAR,
        "การเยี่ยมบ้านหนึ่งครั้ง ตั้งแต่ครูลงพื้นที่จนถึงคำตอบของ กสศ.",
        "A home visit, from the teacher to the answer of the fund"},
    [WORKFLOW_GRANT]     = {"grant", "ทุนเสมอภาค", "grant", GRANT_AWARDED, SECRETARY, NEEDS(ACCEPTED_BY_FUND), ONCE_OPEN,
        "ทุนของนักเรียนหนึ่งคน เดินทีละภาคเรียน ไม่เกินสามปี",
        "The grant of one pupil, term by term, for up to three years"},
    [WORKFLOW_CARE]      = {"care", "ดูแลช่วยเหลือ", "care", CARE_OPENED, 0, 0, ONCE_ANY,
        "ความช่วยเหลือเมื่อนักเรียนทุนไม่ผ่านเงื่อนไข เปิดโดยขั้นตอนของทุน",
        "Help for a pupil who missed the conditions, opened by a step of the grant"},
    [WORKFLOW_CRISIS]    = {"crisis", "ทุนเด็กวิกฤต", "crisis grant", CRISIS_REPORTED, TEAM, 0, ONCE_ANY,
        "เงินช่วยเด็กในภาวะวิกฤต อนุมัติด้วยสองลายมือชื่อ",
        "Money for a child in a crisis, approved by two signatures"},
    [WORKFLOW_DROPOUT]   = {"dropout", "พากลับมาเรียน", "back to school", DROPOUT_LISTED, TEAM | SECRETARY, 0, ONCE_OPEN,
        "เด็กที่หายจากทะเบียน ตามสี่ขั้น: ตั้งทีม วิเคราะห์และวางแผน ลงพื้นที่ ส่งต่อหรือกลับเข้าเรียน",
        "A child missing from the roll, in four steps: team, analysis and plan, field visit, referral or return"},
    [WORKFLOW_REFERRAL]  = {"referral", "ส่งต่อภาคี", "referral", REFERRAL_IN_PROGRESS, TEAM, NEEDS(CONSENT) | NEEDS(PARTNER), ONCE_ANY,
        "ส่งเรื่องให้หน่วยงานภาคี เมื่อมีความยินยอมเท่านั้น",
        "A case handed to a partner, only with consent"},
};

const struct state_entry state_table[STATES] = {
    [SCREENING_DRAFT]               = {"DRAFT",               "ร่าง",                       "draft",                        WORKFLOW_SCREENING},
    [SCREENING_VISITED]             = {"VISITED",             "เยี่ยมบ้านแล้ว",                 "visited",                      WORKFLOW_SCREENING},
    [SCREENING_CERTIFIED]           = {"CERTIFIED",           "เจ้าหน้าที่รับรองแล้ว",             "certified by a state officer", WORKFLOW_SCREENING},
    [SCREENING_SCHOOL_APPROVED]     = {"SCHOOL_APPROVED",     "โรงเรียนเห็นชอบ",               "approved by the school",       WORKFLOW_SCREENING},
    [SCREENING_DISTRICT_FORWARDED]  = {"DISTRICT_FORWARDED",  "เขตส่งต่อแล้ว",                  "forwarded by the district",    WORKFLOW_SCREENING},
    [SCREENING_RETURNED]            = {"RETURNED",            "ส่งกลับแก้ไข",                   "returned",                     WORKFLOW_SCREENING},
    [SCREENING_SUBCOMMITTEE_REVIEW] = {"SUBCOMMITTEE_REVIEW", "คณะอนุกรรมการพิจารณา",          "before the subcommittee",      WORKFLOW_SCREENING},
    [SCREENING_VERIFY_VISIT]        = {"VERIFY_VISIT",        "รอตรวจสอบซ้ำ",                 "second visit ordered",         WORKFLOW_SCREENING},
    [SCREENING_VERIFIED_SAME]       = {"VERIFIED_SAME",       "ตรวจซ้ำแล้วตรงกัน",               "verified, unchanged",          WORKFLOW_SCREENING},
    [SCREENING_VERIFIED_CHANGED]    = {"VERIFIED_CHANGED",    "ตรวจซ้ำแล้วต่างกัน",               "verified, changed",            WORKFLOW_SCREENING},
    [SCREENING_APPROVED]            = {"APPROVED",            "อนุมัติ",                       "approved",                     WORKFLOW_SCREENING},
    [SCREENING_REJECTED]            = {"REJECTED",            "ไม่อนุมัติ",                      "rejected",                     WORKFLOW_SCREENING},
    [SCREENING_EXPORTED]            = {"EXPORTED",            "ส่ง กสศ. แล้ว",                  "sent to the fund",             WORKFLOW_SCREENING},
    [SCREENING_EEF_ACCEPTED]        = {"EEF_ACCEPTED",        "กสศ. รับ",                     "accepted by the fund",         WORKFLOW_SCREENING},
    [SCREENING_EEF_REJECTED]        = {"EEF_REJECTED",        "กสศ. ไม่รับ",                    "rejected by the fund",         WORKFLOW_SCREENING},
    [SCREENING_APPEAL]              = {"APPEAL",              "อุทธรณ์",                      "appeal",                       WORKFLOW_SCREENING},

    [GRANT_AWARDED]     = {"AWARDED",     "ได้รับทุน",           "awarded",                  WORKFLOW_GRANT},
    [GRANT_TERM_OPEN]   = {"TERM_OPEN",   "เปิดภาคเรียน",       "term open",                WORKFLOW_GRANT},
    [GRANT_MONITORED]   = {"MONITORED",   "ติดตามแล้ว",         "monitored",                WORKFLOW_GRANT},
    [GRANT_MET]         = {"MET",         "ผ่านเงื่อนไข",         "conditions met",           WORKFLOW_GRANT},
    [GRANT_NOT_MET]     = {"NOT_MET",     "ไม่ผ่านเงื่อนไข",       "conditions not met",       WORKFLOW_GRANT},
    [GRANT_PAID]        = {"PAID",        "จ่ายแล้ว",           "paid",                     WORKFLOW_GRANT},
    [GRANT_RECEIPT]     = {"RECEIPT",     "มีใบสำคัญรับเงิน",      "receipt on record",        WORKFLOW_GRANT},
    [GRANT_COMPLETED]   = {"COMPLETED",   "ครบกำหนดทุน",       "completed",                WORKFLOW_GRANT},
    [GRANT_LEFT]        = {"LEFT",        "ออกจากโรงเรียน",     "left school",              WORKFLOW_GRANT},
    [GRANT_DIED]        = {"DIED",        "เสียชีวิต",           "died",                     WORKFLOW_GRANT},
    [GRANT_TRANSFERRED] = {"TRANSFERRED", "ย้ายโรงเรียน",       "transferred",              WORKFLOW_GRANT},

    [CARE_OPENED]  = {"OPENED",  "เปิดเรื่อง",     "opened",  WORKFLOW_CARE},
    [CARE_IN_CARE] = {"IN_CARE", "กำลังช่วยเหลือ", "in care", WORKFLOW_CARE},
    [CARE_CLOSED]  = {"CLOSED",  "ปิดเรื่อง",      "closed",  WORKFLOW_CARE},

    [CRISIS_REPORTED]  = {"REPORTED",  "รับแจ้ง",      "reported",  WORKFLOW_CRISIS},
    [CRISIS_TRIAGE]    = {"TRIAGE",    "คัดแยกแล้ว",   "triaged",   WORKFLOW_CRISIS},
    [CRISIS_APPROVED]  = {"APPROVED",  "อนุมัติ",       "approved",  WORKFLOW_CRISIS},
    [CRISIS_PAID]      = {"PAID",      "จ่ายแล้ว",      "paid",      WORKFLOW_CRISIS},
    [CRISIS_FOLLOW_UP] = {"FOLLOW_UP", "ติดตามผล",    "followed up", WORKFLOW_CRISIS},
    [CRISIS_CLOSED]    = {"CLOSED",    "ปิดเรื่อง",      "closed",    WORKFLOW_CRISIS},

    [DROPOUT_LISTED]              = {"LISTED",              "อยู่ในบัญชี",         "listed",                    WORKFLOW_DROPOUT},
    [DROPOUT_TEAM_SET]            = {"TEAM_SET",            "ตั้งทีมแล้ว",          "team set",                  WORKFLOW_DROPOUT},
    [DROPOUT_ANALYSED]            = {"ANALYSED",            "วิเคราะห์แล้ว",       "analysed",                  WORKFLOW_DROPOUT},
    [DROPOUT_PLANNED]             = {"PLANNED",             "วางแผนแล้ว",        "planned",                   WORKFLOW_DROPOUT},
    [DROPOUT_FIELD_VISIT]         = {"FIELD_VISIT",         "ลงพื้นที่",            "field visit",               WORKFLOW_DROPOUT},
    [DROPOUT_FOUND]               = {"FOUND",               "พบตัว",             "found",                     WORKFLOW_DROPOUT},
    [DROPOUT_NOT_FOUND]           = {"NOT_FOUND",           "ไม่พบตัว",           "not found",                 WORKFLOW_DROPOUT},
    [DROPOUT_CAUSE_KNOWN]         = {"CAUSE_KNOWN",         "ทราบสาเหตุ",        "cause known",               WORKFLOW_DROPOUT},
    [DROPOUT_REFERRED]            = {"REFERRED",            "ส่งต่อแล้ว",          "referred",                  WORKFLOW_DROPOUT},
    [DROPOUT_RETURNED]            = {"RETURNED",            "กลับเข้าเรียน",       "returned to school",        WORKFLOW_DROPOUT},
    [DROPOUT_STAYED]              = {"STAYED",              "ยังเรียนอยู่",         "still there",               WORKFLOW_DROPOUT},
    [DROPOUT_CLOSED_NOT_RETURNED] = {"CLOSED_NOT_RETURNED", "ปิดโดยไม่กลับ",      "closed, not returned",      WORKFLOW_DROPOUT},
    [DROPOUT_REOPENED]            = {"REOPENED",            "เปิดเรื่องใหม่",        "reopened",                  WORKFLOW_DROPOUT},

    [REFERRAL_IN_PROGRESS] = {"in_progress", "รอตอบรับ",  "in progress", WORKFLOW_REFERRAL},
    [REFERRAL_ACCEPTED]    = {"accepted",    "ตอบรับ",    "accepted",    WORKFLOW_REFERRAL},
    [REFERRAL_REJECTED]    = {"rejected",    "ไม่รับ",     "rejected",    WORKFLOW_REFERRAL},
    [REFERRAL_REVOKED]     = {"revoked",     "ถอนเรื่อง",   "revoked",     WORKFLOW_REFERRAL},
    [REFERRAL_DONE]        = {"done",        "เสร็จแล้ว",   "done",        WORKFLOW_REFERRAL},
};

const struct workflow_word action_table[ACTIONS] = {
    [ACTION_VISIT]              = {"visit",              "บันทึกการเยี่ยมบ้าน",         "record the home visit"},
    [ACTION_CERTIFY]            = {"certify",            "รับรอง",                 "certify"},
    [ACTION_REFUSE]             = {"refuse",             "ไม่รับรอง",               "refuse to certify"},
    [ACTION_APPROVE_SCHOOL]     = {"approve-school",     "โรงเรียนเห็นชอบ",         "approve for the school"},
    [ACTION_FORWARD]            = {"forward",            "ส่งต่อคณะอนุกรรมการ",      "forward to the subcommittee"},
    [ACTION_RETURN]             = {"return",             "ส่งกลับแก้ไข",             "return for correction"},
    [ACTION_RESUBMIT]           = {"resubmit",           "ส่งใหม่พร้อมคำชี้แจง",       "submit again with an explanation"},
    [ACTION_TAKE_UP]            = {"take-up",            "บรรจุเข้าวาระ",            "put on the agenda"},
    [ACTION_ORDER_VERIFICATION] = {"order-verification", "สั่งตรวจสอบซ้ำ",           "order a second visit"},
    [ACTION_FIND_SAME]          = {"find-same",          "ตรวจซ้ำแล้วตรงกัน",         "find the answers unchanged"},
    [ACTION_FIND_CHANGED]       = {"find-changed",       "ตรวจซ้ำแล้วต่างกัน",         "find the answers changed"},
    [ACTION_APPROVE]            = {"approve",            "อนุมัติ",                 "approve"},
    [ACTION_REJECT]             = {"reject",             "ไม่อนุมัติ",                "reject"},
    [ACTION_OVERRIDE_APPROVE]   = {"override-approve",   "อนุมัตินอกเกณฑ์",           "approve against the score"},
    [ACTION_OVERRIDE_REJECT]    = {"override-reject",    "ไม่อนุมัติทั้งที่ผ่านเกณฑ์",      "reject against the score"},
    [ACTION_EXPORT]             = {"export",             "ส่ง กสศ.",               "send to the fund"},
    [ACTION_FUND_ACCEPTS]       = {"fund-accepts",       "บันทึกว่า กสศ. รับ",        "record that the fund accepts"},
    [ACTION_FUND_REJECTS]       = {"fund-rejects",       "บันทึกว่า กสศ. ไม่รับ",       "record that the fund rejects"},
    [ACTION_APPEAL]             = {"appeal",             "ยื่นอุทธรณ์",              "appeal"},
    [ACTION_REVIEW]             = {"review",             "รับอุทธรณ์เข้าพิจารณา",      "take the appeal to review"},
    [ACTION_OPEN_TERM]          = {"open-term",          "เปิดภาคเรียน",            "open the term"},
    [ACTION_MONITOR]            = {"monitor",            "บันทึกการติดตาม",          "record attendance and growth"},
    [ACTION_CONFIRM_MET]        = {"confirm-met",        "ยืนยันว่าผ่านเงื่อนไข",       "confirm that the conditions are met"},
    [ACTION_CONFIRM_NOT_MET]    = {"confirm-not-met",    "ยืนยันว่าไม่ผ่านเงื่อนไข",     "confirm that they are not met"},
    [ACTION_PAY]                = {"pay",                "จ่ายเงิน",                "pay"},
    [ACTION_ACKNOWLEDGE]        = {"acknowledge",        "บันทึกใบสำคัญรับเงิน",       "record the receipt"},
    [ACTION_NEXT_TERM]          = {"next-term",          "ขึ้นภาคเรียนใหม่",           "go on to the next term"},
    [ACTION_COMPLETE]           = {"complete",           "สิ้นสุดทุนตามกำหนด",        "complete the grant"},
    [ACTION_LEAVE]              = {"leave",              "บันทึกการออกจากโรงเรียน",   "record that the pupil left"},
    [ACTION_DIE]                = {"die",                "บันทึกการเสียชีวิต",         "record a death"},
    [ACTION_TRANSFER]           = {"transfer",           "บันทึกการย้าย",            "record a transfer"},
    [ACTION_BEGIN_CARE]         = {"begin-care",         "เริ่มช่วยเหลือ",             "begin to help"},
    [ACTION_CLOSE]              = {"close",              "ปิดเรื่อง",                "close"},
    [ACTION_TRIAGE]             = {"triage",             "คัดแยกความเร่งด่วน",        "triage"},
    [ACTION_DISMISS]            = {"dismiss",            "ยุติเรื่อง",                "dismiss"},
    [ACTION_FOLLOW_UP]          = {"follow-up",          "ติดตามผล",              "follow up"},
    [ACTION_SET_TEAM]           = {"set-team",           "ตั้งทีม",                  "set the team"},
    [ACTION_ANALYSE]            = {"analyse",            "วิเคราะห์",               "analyse"},
    [ACTION_PLAN]               = {"plan",               "วางแผน",                "plan"},
    [ACTION_START_VISITS]       = {"start-visits",       "เริ่มลงพื้นที่",              "start field visits"},
    [ACTION_MISS]               = {"miss",               "บันทึกว่าไปแล้วไม่พบ",        "record an attempt that found nobody"},
    [ACTION_FIND]               = {"find",               "บันทึกว่าพบตัว",            "record that the child is found"},
    [ACTION_STATE_CAUSE]        = {"state-cause",        "ระบุสาเหตุ",               "state the cause"},
    [ACTION_GIVE_UP]            = {"give-up",            "สรุปว่าไม่พบ",             "conclude that nobody is found"},
    [ACTION_REFER]              = {"refer",              "ส่งต่อภาคี",               "refer to a partner"},
    [ACTION_BRING_BACK]         = {"bring-back",         "บันทึกการกลับเข้าเรียน",      "record the return to school"},
    [ACTION_CONFIRM_PRESENT]    = {"confirm-present",    "ยืนยันว่ายังเรียนอยู่",        "confirm that the child is still there"},
    [ACTION_CONFIRM_ABSENT]     = {"confirm-absent",     "ยืนยันว่าไม่ได้เรียนแล้ว",      "confirm that the child has gone"},
    [ACTION_REOPEN]             = {"reopen",             "เปิดเรื่องใหม่",             "reopen"},
    [ACTION_ACCEPT]             = {"accept",             "ตอบรับ",                 "accept"},
    [ACTION_REVOKE]             = {"revoke",             "ถอนเรื่อง",               "revoke"},
    [ACTION_FINISH]             = {"finish",             "ยืนยันว่าเสร็จแล้ว",          "confirm that it is done"},
};

const struct workflow_word school_kind_table[SCHOOL_KINDS] = {
    [SCHOOL_KIND_UNSAID]     = {"",           "ไม่ระบุ",     "not said"},
    [SCHOOL_KIND_SCHOOL]     = {"school",     "โรงเรียน",   "school"},
    [SCHOOL_KIND_NON_FORMAL] = {"non-formal", "กศน./สกร.", "non-formal education"},
    [SCHOOL_KIND_VOCATIONAL] = {"vocational", "อาชีวศึกษา",  "vocational education"},
    [SCHOOL_KIND_SPECIAL]    = {"special",    "การศึกษาพิเศษ", "special education"},
};

const struct guard_entry guard_table[GUARDS] = {
    [GUARD_CONSENT]          = {"consent",          "มีความยินยอมที่ยังมีผลบันทึกไว้",           "a consent in force is on record"},
    [GUARD_SCORED]           = {"scored",           "ตอบครบทุกข้อและคำนวณคะแนนแล้ว",       "every required answer is there and scored"},
    [GUARD_PHOTOS]           = {"photos",           "มีภาพถ่ายสองภาพหรือเหตุผลที่ถ่ายไม่ได้",     "two photographs, or the reason for none, are on record"},
    [GUARD_FORWARDED_BEFORE] = {"forwarded-before", "เรื่องถูกส่งกลับหลังจากเขตส่งต่อแล้ว",       "the case was returned after the district had forwarded it"},
    [GUARD_NOT_SAMPLED]      = {"not-sampled",      "สุ่มตรวจแล้วและเรื่องไม่อยู่ในกลุ่มที่ต้องตรวจซ้ำ",  "a verification sample has been drawn and the case is not in it"},
    [GUARD_SECOND_VISIT]     = {"second-visit",     "บันทึกการเยี่ยมครั้งที่สองแล้ว",             "the second visit is on record"},
    [GUARD_UNCHANGED]        = {"unchanged",        "ระดับไม่เปลี่ยนจากการเยี่ยมครั้งแรก",         "the band is that of the first visit"},
    [GUARD_CHANGED]          = {"changed",          "ระดับเปลี่ยนจากการเยี่ยมครั้งแรก",           "the band differs from that of the first visit"},
    [GUARD_WITHIN]           = {"within",           "ผ่านเกณฑ์รายได้และคะแนน",             "income and score are within the band of the grant"},
    [GUARD_BEYOND]           = {"beyond",           "ไม่ผ่านเกณฑ์รายได้หรือคะแนน",           "income or score is outside the band of the grant"},
    [GUARD_BATCH]            = {"batch",            "ระบุค่าแฮชของไฟล์ที่ส่ง",               "the hash of the exported file is stated"},
    [GUARD_ACCEPTED_BY_FUND] = {"accepted-by-fund", "กสศ. รับการคัดกรองของนักเรียนคนนี้แล้ว",    "the fund has accepted the pupil's screening"},
    [GUARD_MONITORED]        = {"monitored",        "บันทึกวันมาเรียน น้ำหนัก และส่วนสูงแล้ว",     "attendance, weight and height of the term are on record"},
    [GUARD_MET]              = {"met",              "มาเรียนถึงขั้นต่ำ",                    "attendance reaches the minimum"},
    [GUARD_NOT_MET]          = {"not-met",          "มาเรียนไม่ถึงขั้นต่ำ",                  "attendance is below the minimum"},
    [GUARD_CARE_OPEN]        = {"care-open",        "เปิดเรื่องดูแลช่วยเหลือแล้ว",             "a care case has been opened"},
    [GUARD_RECEIPT]          = {"receipt",          "ระบุเลขที่ใบสำคัญรับเงิน",              "the number of the receipt is stated"},
    [GUARD_TERM_LEFT]        = {"term-left",        "ยังไม่ครบจำนวนภาคเรียนของทุน",         "a term of the grant is left"},
    [GUARD_NO_TERM_LEFT]     = {"no-term-left",     "ครบทุกภาคเรียนของทุนแล้ว",            "no term of the grant is left"},
    [GUARD_ATTEMPT_LEFT]     = {"attempt-left",     "ลงพื้นที่ยังไม่ครบสามครั้ง",              "fewer than three attempts have been made"},
    [GUARD_NO_ATTEMPT_LEFT]  = {"no-attempt-left",  "ลงพื้นที่ครบสามครั้งแล้ว",               "three attempts have been made"},
    [GUARD_CAUSE]            = {"cause",            "ระบุสาเหตุ 1 ถึง 19 และผู้ลงชื่อสองคนระบุตรงกัน", "a cause of 1 .. 19 is stated, the same by both who sign"},
    [GUARD_SCHOOL_KIND]      = {"school-kind",      "ระบุประเภทสถานศึกษาที่กลับเข้าเรียน",       "the kind of school is stated"},
    [GUARD_PARTNER]          = {"partner",          "ระบุหน่วยงานภาคี",                   "the partner is stated"},
    [GUARD_NO_OPEN_REFERRAL] = {"no-open-referral", "ไม่มีเรื่องส่งต่อที่ค้างอยู่",               "no other referral of the case is open"},
    [GUARD_REFERRAL_DONE]    = {"referral-done",    "เรื่องส่งต่อเสร็จแล้ว",                  "the referral is done"},
};

const struct limit_entry limit_table[LIMITS] = {
    [LIMIT_NONE]        = {"",            "",                                 "",                                LIMIT_FREE,  0},
    [LIMIT_TRIAGE]      = {"triage",      "คัดแยกหลังรับแจ้ง",                    "triage after the report",         LIMIT_DUE,   24},
    [LIMIT_FIRST_VISIT] = {"first-visit", "ลงพื้นที่หลังวางแผน",                  "field visit after the plan",      LIMIT_DUE,   30 * 24},
    [LIMIT_APPEAL]      = {"appeal",      "อุทธรณ์หลังทราบผล",                   "appeal after the rejection",      LIMIT_UNTIL, 30 * 24},
    [LIMIT_CHECK]       = {"check",       "ตรวจว่ายังเรียนอยู่หลังกลับเข้าเรียน",         "check after the return",          LIMIT_FROM,  90 * 24},
};

#define EXITS(state)                                                                                                              \
    {state, ACTION_LEAVE,    GRANT_LEFT,        TEAM, 0, 0, 0, true, LIMIT_NONE, EFFECT_NONE},                                    \
    {state, ACTION_DIE,      GRANT_DIED,        TEAM, 0, 0, 0, true, LIMIT_NONE, EFFECT_NONE},                                    \
    {state, ACTION_TRANSFER, GRANT_TRANSFERRED, TEAM, 0, 0, 0, true, LIMIT_NONE, EFFECT_NONE}
#define AGAINST_THE_SCORE(state)                                                                                                  \
    {state, ACTION_APPROVE,          SCREENING_APPROVED, MEMBER, 0,      NEEDS(WITHIN), DECIDED, false, LIMIT_NONE, EFFECT_NONE}, \
    {state, ACTION_REJECT,           SCREENING_REJECTED, MEMBER, 0,      NEEDS(BEYOND), DECIDED, true,  LIMIT_NONE, EFFECT_NONE}, \
    {state, ACTION_OVERRIDE_APPROVE, SCREENING_APPROVED, MEMBER, MEMBER, NEEDS(BEYOND), DECIDED, true,  LIMIT_NONE, EFFECT_NONE}, \
    {state, ACTION_OVERRIDE_REJECT,  SCREENING_REJECTED, MEMBER, MEMBER, NEEDS(WITHIN), DECIDED, true,  LIMIT_NONE, EFFECT_NONE}

/*   from                            action                     to                              roles                second             guards                                   apart        reason limit              effect */
const struct workflow_row workflow_rows[] = {
    {SCREENING_DRAFT,               ACTION_VISIT,              SCREENING_VISITED,              TEACHER,             0,                 VISITED_HOME,                            0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_VISITED,             ACTION_CERTIFY,            SCREENING_CERTIFIED,            CERTIFIER,           0,                 0,                                       DID(VISIT),   false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_VISITED,             ACTION_REFUSE,             SCREENING_RETURNED,             CERTIFIER,           0,                 0,                                       DID(VISIT),   true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_CERTIFIED,           ACTION_APPROVE_SCHOOL,     SCREENING_SCHOOL_APPROVED,      DIRECTOR,            0,                 0,                                       DID(VISIT),   false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_CERTIFIED,           ACTION_RETURN,             SCREENING_RETURNED,             DIRECTOR,            0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_SCHOOL_APPROVED,     ACTION_FORWARD,            SCREENING_DISTRICT_FORWARDED,   DISTRICT,            0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_SCHOOL_APPROVED,     ACTION_RETURN,             SCREENING_RETURNED,             DISTRICT,            0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_DISTRICT_FORWARDED,  ACTION_TAKE_UP,            SCREENING_SUBCOMMITTEE_REVIEW,  SECRETARY,           0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_DISTRICT_FORWARDED,  ACTION_RETURN,             SCREENING_RETURNED,             SECRETARY,           0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_RETURNED,            ACTION_VISIT,              SCREENING_VISITED,              TEACHER,             0,                 VISITED_HOME,                            0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_RETURNED,            ACTION_RESUBMIT,           SCREENING_DISTRICT_FORWARDED,   DISTRICT,            0,                 NEEDS(FORWARDED_BEFORE),                 0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_SUBCOMMITTEE_REVIEW, ACTION_ORDER_VERIFICATION, SCREENING_VERIFY_VISIT,         MEMBER,              0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_SUBCOMMITTEE_REVIEW, ACTION_APPROVE,            SCREENING_APPROVED,             MEMBER,              0,                 NEEDS(WITHIN) | NEEDS(NOT_SAMPLED),      DECIDED,      false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_SUBCOMMITTEE_REVIEW, ACTION_REJECT,             SCREENING_REJECTED,             MEMBER,              0,                 NEEDS(BEYOND) | NEEDS(NOT_SAMPLED),      DECIDED,      true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_VERIFY_VISIT,        ACTION_FIND_SAME,          SCREENING_VERIFIED_SAME,        VERIFIER,            0,                 NEEDS(SECOND_VISIT) | NEEDS(UNCHANGED),  DID(VISIT),   false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_VERIFY_VISIT,        ACTION_FIND_CHANGED,       SCREENING_VERIFIED_CHANGED,     VERIFIER,            0,                 NEEDS(SECOND_VISIT) | NEEDS(CHANGED),    DID(VISIT),   true,  LIMIT_NONE,        EFFECT_NONE},
    AGAINST_THE_SCORE(SCREENING_VERIFIED_SAME),
    AGAINST_THE_SCORE(SCREENING_VERIFIED_CHANGED),
    {SCREENING_APPROVED,            ACTION_EXPORT,             SCREENING_EXPORTED,             LIAISON,             0,                 NEEDS(BATCH),                            0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_EXPORTED,            ACTION_FUND_ACCEPTS,       SCREENING_EEF_ACCEPTED,         LIAISON | SECRETARY, 0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_EXPORTED,            ACTION_FUND_REJECTS,       SCREENING_EEF_REJECTED,         LIAISON | SECRETARY, 0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {SCREENING_REJECTED,            ACTION_APPEAL,             SCREENING_APPEAL,               SCHOOL,              0,                 0,                                       0,            true,  LIMIT_APPEAL,      EFFECT_NONE},
    {SCREENING_EEF_REJECTED,        ACTION_APPEAL,             SCREENING_APPEAL,               SCHOOL,              0,                 0,                                       0,            true,  LIMIT_APPEAL,      EFFECT_NONE},
    {SCREENING_APPEAL,              ACTION_REVIEW,             SCREENING_SUBCOMMITTEE_REVIEW,  SECRETARY,           0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},

    {GRANT_AWARDED,                 ACTION_OPEN_TERM,          GRANT_TERM_OPEN,                SECRETARY,           0,                 NEEDS(TERM_LEFT),                        0,            false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_TERM_OPEN,               ACTION_MONITOR,            GRANT_MONITORED,                TEACHER,             0,                 NEEDS(MONITORED),                        0,            false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_MONITORED,               ACTION_CONFIRM_MET,        GRANT_MET,                      DIRECTOR,            0,                 NEEDS(MET),                              DID(MONITOR), false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_MONITORED,               ACTION_CONFIRM_NOT_MET,    GRANT_NOT_MET,                  DIRECTOR,            0,                 NEEDS(NOT_MET),                          DID(MONITOR), true,  LIMIT_NONE,        EFFECT_OPEN_CARE},
    {GRANT_MET,                     ACTION_PAY,                GRANT_PAID,                     LIAISON,             0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_NOT_MET,                 ACTION_PAY,                GRANT_PAID,                     LIAISON,             0,                 NEEDS(CARE_OPEN),                        0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {GRANT_PAID,                    ACTION_ACKNOWLEDGE,        GRANT_RECEIPT,                  SCHOOL,              0,                 NEEDS(RECEIPT),                          0,            false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_RECEIPT,                 ACTION_NEXT_TERM,          GRANT_TERM_OPEN,                SECRETARY,           0,                 NEEDS(TERM_LEFT),                        0,            false, LIMIT_NONE,        EFFECT_NONE},
    {GRANT_RECEIPT,                 ACTION_COMPLETE,           GRANT_COMPLETED,                SECRETARY,           0,                 NEEDS(NO_TERM_LEFT),                     0,            false, LIMIT_NONE,        EFFECT_NONE},
    EXITS(GRANT_AWARDED),
    EXITS(GRANT_TERM_OPEN),
    EXITS(GRANT_MONITORED),
    EXITS(GRANT_MET),
    EXITS(GRANT_NOT_MET),
    EXITS(GRANT_RECEIPT),

    {CARE_OPENED,                   ACTION_BEGIN_CARE,         CARE_IN_CARE,                   TEACHER,             0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {CARE_IN_CARE,                  ACTION_CLOSE,              CARE_CLOSED,                    DIRECTOR,            0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},

    {CRISIS_REPORTED,               ACTION_TRIAGE,             CRISIS_TRIAGE,                  DIRECTOR | DISTRICT, 0,                 0,                                       0,            false, LIMIT_TRIAGE,      EFFECT_NONE},
    {CRISIS_TRIAGE,                 ACTION_APPROVE,            CRISIS_APPROVED,                DISTRICT,            SECRETARY | MEMBER, 0,                                      0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {CRISIS_TRIAGE,                 ACTION_DISMISS,            CRISIS_CLOSED,                  DISTRICT,            SECRETARY | MEMBER, 0,                                      0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {CRISIS_APPROVED,               ACTION_PAY,                CRISIS_PAID,                    LIAISON,             0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {CRISIS_PAID,                   ACTION_FOLLOW_UP,          CRISIS_FOLLOW_UP,               TEACHER,             0,                 NEEDS(RECEIPT),                          0,            false, LIMIT_NONE,        EFFECT_NONE},
    {CRISIS_FOLLOW_UP,              ACTION_CLOSE,              CRISIS_CLOSED,                  DIRECTOR,            0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},

    {DROPOUT_LISTED,                ACTION_SET_TEAM,           DROPOUT_TEAM_SET,               DIRECTOR | DISTRICT, 0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_TEAM_SET,              ACTION_ANALYSE,            DROPOUT_ANALYSED,               TEACHER,             0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_ANALYSED,              ACTION_PLAN,               DROPOUT_PLANNED,                DIRECTOR | DISTRICT, 0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_PLANNED,               ACTION_START_VISITS,       DROPOUT_FIELD_VISIT,            TEAM,                0,                 0,                                       0,            false, LIMIT_FIRST_VISIT, EFFECT_NONE},
    {DROPOUT_FIELD_VISIT,           ACTION_MISS,               DROPOUT_FIELD_VISIT,            TEAM,                0,                 NEEDS(ATTEMPT_LEFT),                     0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_FIELD_VISIT,           ACTION_FIND,               DROPOUT_FOUND,                  TEAM,                0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_FIELD_VISIT,           ACTION_STATE_CAUSE,        DROPOUT_CAUSE_KNOWN,            TEAM,                0,                 NEEDS(CAUSE),                            0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_FIELD_VISIT,           ACTION_GIVE_UP,            DROPOUT_NOT_FOUND,              TEAM,                0,                 NEEDS(NO_ATTEMPT_LEFT),                  0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_FOUND,                 ACTION_REFER,              DROPOUT_REFERRED,               TEAM,                0,                 TO_REFER,                                0,            false, LIMIT_NONE,        EFFECT_OPEN_REFERRAL},
    {DROPOUT_FOUND,                 ACTION_BRING_BACK,         DROPOUT_RETURNED,               DIRECTOR | DISTRICT, 0,                 NEEDS(SCHOOL_KIND),                      0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_FOUND,                 ACTION_CLOSE,              DROPOUT_CLOSED_NOT_RETURNED,    SCHOOL,              DISTRICT,          NEEDS(CAUSE),                            0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_CAUSE_KNOWN,           ACTION_REFER,              DROPOUT_REFERRED,               TEAM,                0,                 TO_REFER,                                0,            false, LIMIT_NONE,        EFFECT_OPEN_REFERRAL},
    {DROPOUT_CAUSE_KNOWN,           ACTION_BRING_BACK,         DROPOUT_RETURNED,               DIRECTOR | DISTRICT, 0,                 NEEDS(SCHOOL_KIND),                      0,            false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_CAUSE_KNOWN,           ACTION_CLOSE,              DROPOUT_CLOSED_NOT_RETURNED,    SCHOOL,              DISTRICT,          NEEDS(CAUSE),                            0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_NOT_FOUND,             ACTION_CLOSE,              DROPOUT_CLOSED_NOT_RETURNED,    SCHOOL,              DISTRICT,          NEEDS(CAUSE),                            0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_REFERRED,              ACTION_REFER,              DROPOUT_REFERRED,               TEAM,                0,                 TO_REFER,                                0,            true,  LIMIT_NONE,        EFFECT_OPEN_REFERRAL},
    {DROPOUT_REFERRED,              ACTION_BRING_BACK,         DROPOUT_RETURNED,               DIRECTOR | DISTRICT, 0,                 NEEDS(SCHOOL_KIND) | NEEDS(REFERRAL_DONE), 0,          false, LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_REFERRED,              ACTION_CLOSE,              DROPOUT_CLOSED_NOT_RETURNED,    SCHOOL,              DISTRICT,          NEEDS(CAUSE) | NEEDS(NO_OPEN_REFERRAL),  0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_RETURNED,              ACTION_CONFIRM_PRESENT,    DROPOUT_STAYED,                 TEAM,                0,                 0,                                       0,            false, LIMIT_CHECK,       EFFECT_NONE},
    {DROPOUT_RETURNED,              ACTION_CONFIRM_ABSENT,     DROPOUT_REOPENED,               TEAM,                0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_STAYED,                ACTION_REOPEN,             DROPOUT_REOPENED,               TEAM,                0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_CLOSED_NOT_RETURNED,   ACTION_REOPEN,             DROPOUT_REOPENED,               TEAM,                0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {DROPOUT_REOPENED,              ACTION_SET_TEAM,           DROPOUT_TEAM_SET,               DIRECTOR | DISTRICT, 0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},

    {REFERRAL_IN_PROGRESS,          ACTION_ACCEPT,             REFERRAL_ACCEPTED,              PARTNER,             0,                 NEEDS(CONSENT),                          0,            false, LIMIT_NONE,        EFFECT_NONE},
    {REFERRAL_IN_PROGRESS,          ACTION_REJECT,             REFERRAL_REJECTED,              PARTNER,             0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {REFERRAL_IN_PROGRESS,          ACTION_REVOKE,             REFERRAL_REVOKED,               TEAM,                0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {REFERRAL_ACCEPTED,             ACTION_REVOKE,             REFERRAL_REVOKED,               TEAM,                0,                 0,                                       0,            true,  LIMIT_NONE,        EFFECT_NONE},
    {REFERRAL_ACCEPTED,             ACTION_FINISH,             REFERRAL_DONE,                  TEAM | PARTNER,      0,                 0,                                       0,            false, LIMIT_NONE,        EFFECT_NONE},
};
// clang-format on
const int workflow_row_count = sizeof workflow_rows / sizeof *workflow_rows;
