/* Reading the numbers of persons. */
#include "equity/identity.h"

#include "base/lang.h"
#include "base/thai.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    TYPED_BYTES = 120, /* the longest text looked at: 24 Thai digits with hyphens */
    CHECKED = ID_DIGITS - 1,
    G_CODE_LENGTH = 13,
    PASSPORT_MIN = 5,
    PASSPORT_MAX = 20,
};

// clang-format off
const struct id_kind_entry id_kind_table[ID_KINDS] = {
    [ID_THAI]     = {"T", "เลขประจำตัวประชาชน", "national number"},
    [ID_G_CODE]   = {"G", "รหัส G",             "G-code"},
    [ID_PASSPORT] = {"P", "หนังสือเดินทาง",        "passport"},
};
// clang-format on

bool id_kind_parse(const char *word, enum id_kind *out)
{
    for (int k = 0; k < ID_KINDS; k++)
        if (strcmp(word, id_kind_table[k].word) == 0) {
            *out = (enum id_kind)k;
            return true;
        }
    return false;
}

/* Without blanks and hyphens, digits ASCII, letters large. False: too long to be a number. */
static bool clean(const char *typed, char out[TYPED_BYTES])
{
    if (strlen(typed) >= TYPED_BYTES) return false;
    snprintf(out, TYPED_BYTES, "%s", typed);
    thai_clean(out);
    thai_digits(out);
    char *to = out;
    for (const char *from = out; *from; from++)
        if (*from != ' ' && *from != '-') *to++ = (char)toupper((unsigned char)*from);
    *to = '\0';
    return true;
}

char identity_check_digit(const char *digits)
{
    int sum = 0;
    for (int i = 0; i < CHECKED; i++) sum += (ID_DIGITS - i) * (digits[i] - '0');
    return (char)('0' + (11 - sum % 11) % 10);
}

static enum err_code check_national(const char *number, bool allow_test, struct err *err)
{
    const size_t length = strlen(number);
    if (strspn(number, "0123456789") != length)
        return err_set(
            err, ERR_INPUT, "เลขประจำตัวประชาชนมีอักขระที่ไม่ใช่ตัวเลข ต้องเป็นตัวเลข %d หลัก",
            "the national number has a character that is no digit, allowed are %d digits",
            ID_DIGITS);
    if (length != ID_DIGITS)
        return err_set(err, ERR_INPUT, "เลขประจำตัวประชาชนมี %zu หลัก ต้องมี %d หลัก",
                       "the national number has %zu digits, allowed are %d", length, ID_DIGITS);
    if (number[CHECKED] != identity_check_digit(number))
        return err_set(err, ERR_INPUT,
                       "หลักสุดท้ายของเลขประจำตัวประชาชนไม่ตรงกับหลักอื่น น่าจะพิมพ์ผิด โปรดตรวจกับบัตรหรือสูติบัตร",
                       "the last digit of the national number does not fit the others, one is "
                       "likely mistyped; compare it with the card or birth certificate");
    if (number[0] == '9' && !allow_test)
        return err_set(err, ERR_INPUT,
                       "เลขประจำตัวประชาชนที่ขึ้นต้นด้วย 9 เป็นเลขทดสอบ หลักแรกต้องเป็น 0 ถึง 8",
                       "a national number that begins with 9 is a test number, allowed as first "
                       "digit are 0 .. 8");
    return ERR_OK;
}

static enum err_code check_g_code(const char *number, struct err *err)
{
    if (strlen(number) == G_CODE_LENGTH && number[0] == 'G' &&
        strspn(number + 1, "0123456789") == G_CODE_LENGTH - 1)
        return ERR_OK;
    return err_set(err, ERR_INPUT, "รหัส G ไม่ถูกรูปแบบ ต้องเป็นอักษร G ตามด้วยตัวเลข %d หลัก",
                   "the G-code has a wrong form, allowed are the letter G and %d digits",
                   G_CODE_LENGTH - 1);
}

static enum err_code check_passport(const char *number, struct err *err)
{
    const size_t length = strlen(number);
    if (length >= PASSPORT_MIN && length <= PASSPORT_MAX &&
        strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length)
        return ERR_OK;
    return err_set(err, ERR_INPUT, "เลขหนังสือเดินทางไม่ถูกรูปแบบ ต้องเป็นอักษร A-Z และตัวเลข %d ถึง %d ตัว",
                   "the passport number has a wrong form, allowed are %d .. %d letters A-Z and "
                   "digits",
                   PASSPORT_MIN, PASSPORT_MAX);
}

enum err_code identity_parse(enum id_kind kind, const char *typed, bool allow_test,
                             struct identity *out, struct err *err)
{
    char number[TYPED_BYTES];
    enum err_code code = ERR_OK;
    if (!clean(typed, number))
        code = err_set(err, ERR_INPUT, "%s ยาวเกินไป ตรวจว่าคอลัมน์ถูกต้อง",
                       "the %s is too long to be one; see whether the column is the right one",
                       lang_pick(id_kind_table[kind].th, id_kind_table[kind].en));
    else if (kind == ID_THAI)
        code = check_national(number, allow_test, err);
    else
        code = kind == ID_G_CODE ? check_g_code(number, err) : check_passport(number, err);
    if (code == ERR_OK) {
        *out = (struct identity){.kind = kind};
        snprintf(out->number, sizeof out->number, "%.*s", ID_TEXT - 1, number);
    }
    sodium_memzero(number, sizeof number);
    return code;
}

enum id_kind identity_kind_of(const char *typed)
{
    char number[TYPED_BYTES];
    enum id_kind kind = ID_THAI;
    if (clean(typed, number)) {
        if (number[0] == 'G' && isdigit((unsigned char)number[1]))
            kind = ID_G_CODE;
        else if (strspn(number, "0123456789") < strlen(number))
            kind = ID_PASSPORT;
    }
    sodium_memzero(number, sizeof number);
    return kind;
}
