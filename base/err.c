/* Errors: one table, read by the command line, the server and the page. */
#include "base/err.h"

#include "base/lang.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    int exit_status, http_status;
    const char *th, *en;
} table[] = {
#define X(code, word, exit_status, http_status, th, en)                                            \
    [ERR_##code] = {word, exit_status, http_status, th, en},
    ERR_TABLE(X)
#undef X
};

/* A text cut in the middle of a UTF-8 letter would not print; drop the broken tail. */
static void drop_broken_tail(char *text, int length)
{
    int at = length;
    while (at > 0 && ((unsigned char)text[at - 1] & 0xC0) == 0x80) at--;
    if (at == 0) return;
    const unsigned char lead = (unsigned char)text[at - 1];
    const int want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - at + 1 < want) text[at - 1] = '\0';
}

enum err_code err_set(struct err *err, enum err_code code, const char *th, const char *en, ...)
{
    if (!err) return code;
    va_list args;
    va_start(args, en);
    const int wanted = vsnprintf(err->text, sizeof err->text, lang_pick(th, en), args);
    va_end(args);
    if (wanted >= (int)sizeof err->text) drop_broken_tail(err->text, (int)sizeof err->text - 1);
    for (char *c = err->text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = ' ';
    err->code = code;
    return code;
}

const char *err_word(enum err_code code)
{
    return table[code].word;
}

int err_exit_status(enum err_code code)
{
    return table[code].exit_status;
}

int err_http_status(enum err_code code)
{
    return table[code].http_status;
}

const char *err_meaning(enum err_code code)
{
    return lang_pick(table[code].th, table[code].en);
}

// clang-format off
/* What a user can meet; the C library has the English for all of them and the Thai for none. */
static const struct {
    int number;
    const char *th;
} reasons[] = {
    {EACCES,       "ไม่มีสิทธิ์เข้าถึง"},
    {EPERM,        "ไม่มีสิทธิ์ทำรายการนี้"},
    {ENOENT,       "ไม่มีไฟล์หรือโฟลเดอร์นี้"},
    {EEXIST,       "มีไฟล์หรือโฟลเดอร์ชื่อนี้อยู่แล้ว"},
    {ENOTDIR,      "ส่วนหนึ่งของเส้นทางไม่ใช่โฟลเดอร์"},
    {EISDIR,       "เป็นโฟลเดอร์ ไม่ใช่ไฟล์"},
    {ENOTEMPTY,    "โฟลเดอร์ไม่ว่าง"},
    {ENAMETOOLONG, "ชื่อยาวเกินไป"},
    {ELOOP,        "ลิงก์วนกลับมาที่เดิม"},
    {ENOSPC,       "ดิสก์เต็ม"},
    {EDQUOT,       "ใช้พื้นที่เต็มโควตาแล้ว"},
    {EFBIG,        "ไฟล์ใหญ่เกินที่ระบบอนุญาต"},
    {EROFS,        "ดิสก์อ่านได้อย่างเดียว"},
    {EIO,          "ดิสก์อ่านหรือเขียนผิดพลาด"},
    {EBADF,        "ปลายทางถูกปิดอยู่"},
    {EPIPE,        "ปลายทางเลิกรับข้อมูลแล้ว"},
    {EBUSY,        "กำลังถูกใช้งานอยู่"},
    {EMFILE,       "เปิดไฟล์มากเกินไป"},
    {ENFILE,       "เครื่องนี้เปิดไฟล์มากเกินไป"},
    {EXDEV,        "อยู่คนละดิสก์"},
};
// clang-format on

const char *err_reason(int number)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].number == number) return lang_pick(reasons[i].th, strerror(number));
    return strerror(number);
}
