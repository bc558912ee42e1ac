/* The one error type of kru, and the table from which exit status, HTTP status and word come. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

// clang-format off
/*       code        word in JSON   exit  HTTP  meaning                                          */
#define ERR_TABLE(X)                                                                             \
    X(OK,         "ok",             0,  200, "สำเร็จ",                        "success")          \
    X(INPUT,      "input",          2,  400, "ข้อมูลที่ให้ผิดกติกาที่บอกไว้",                          \
                                             "the data given break a stated rule")               \
    X(CONFIG,     "config",         3,  500, "ค่าของสถานการณ์ขาดหรือผิด",                          \
                                             "a configuration key is missing or wrong")          \
    X(NOT_FOUND,  "not_found",      4,  404, "ไม่มีรายการหรือไฟล์นี้",           "no such record")   \
    X(STORE,      "store",          5,  500, "ฐานข้อมูลหรือดิสก์ไม่รับ",                              \
                                             "the database refused the request")                 \
    X(INFEASIBLE, "infeasible",     6,  422, "ไม่มีแผนใดทำตามกติกาได้ครบ",                           \
                                             "no plan meets every rule")                         \
    X(LIMIT,      "limit",          7,  503, "ครบเวลาหรือหน่วยความจำที่ให้ไว้",                        \
                                             "a limit of time or memory is reached")             \
    X(SOLVER,     "solver",         8,  500, "การคำนวณล้มเหลวทางตัวเลข",                            \
                                             "the solver failed numerically")                    \
    X(MISMATCH,   "mismatch",       9,  409, "แผนที่บันทึกไว้กับข้อมูลไม่ตรงกัน",                          \
                                             "a saved plan and the data disagree")
// clang-format on

enum err_code {
#define X(code, word, exit_status, http_status, th, en) ERR_##code,
    ERR_TABLE(X)
#undef X
        ERR_CODES
};

struct err {
    enum err_code code;
    char text[640]; /* one line, no full stop, subject in single quotes, in the current language */
};

/**
 * Write *err in the current language (lang.h) and return `code`, so that a caller can
 * `return err_set(...)`. Both formats take the same arguments in the same order; `%2$s` may be
 * used to change it. A NULL `err` is allowed. Line breaks in the result become spaces.
 */
enum err_code err_set(struct err *err, enum err_code code, const char *th, const char *en, ...)
    PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/** The word, exit status, HTTP status and meaning (in the current language) of a code. */
const char *err_word(enum err_code code);
int err_exit_status(enum err_code code);
int err_http_status(enum err_code code);
const char *err_meaning(enum err_code code);

/** Why the system refused, from errno, in the current language; the text is not to be freed. */
const char *err_reason(int number);

#endif
