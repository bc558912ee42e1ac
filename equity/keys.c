/* Keys in a file outside the database; what is sealed with them opens in its own cell only. */
#define _POSIX_C_SOURCE 200809L
#include "equity/keys.h"

#include "base/env.h"
#include "base/lang.h"
#include "data/store_sql.h"
#include "equity/cases.h"
#include "equity/people_sql.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_BYTES = 32,
    KEY_HEX = 2 * KEY_BYTES,
    CHECK_HEX = 16,
    FILE_BYTES = 512, /* more than a key file has */
    PRIVATE_MODE = 0600,
    OTHERS_MODE = 0077,
    PAD_BYTES = 32,
    PADDED_BYTES = SEALED_PLAIN_MAX + 1,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    BOX_BYTES = NONCE_BYTES + PADDED_BYTES + TAG_BYTES,
    CELL_TEXT = 96,
};
static_assert(crypto_auth_hmacsha256_KEYBYTES == KEY_BYTES, "one length for both keys");
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == KEY_BYTES, "one length for both keys");
static_assert(SEALED_TEXT > sodium_base64_ENCODED_LEN(BOX_BYTES, sodium_base64_VARIANT_ORIGINAL),
              "room for the longest cell");

struct keys {
    unsigned char join[KEY_BYTES], seal[KEY_BYTES];
};

static const char first_line[] = "kru equity key 1\n", any_version[] = "kru equity key ";

/* The numbers come from the system; libsodium ends the program when it gives none. */
static void ready(void)
{
    const int state = sodium_init();
    assert(state >= 0);
    (void)state;
}

void keys_wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}

/* ---- where it is ------------------------------------------------------------------------- */

void keys_path(const char *given, const char *planner_path, struct text *out)
{
    const char *named = given && *given ? given : getenv("KRU_KEY_FILE");
    if (named && *named) {
        text_add(out, "%s", named);
        return;
    }
    struct text cases = {0};
    cases_path(planner_path, &cases);
    text_add_bytes(out, cases.s, cases.length - strlen(".db"));
    text_add(out, ".key");
    text_clear(&cases);
}

static bool folder_of(const char *path, struct stat *out)
{
    const char *slash = strrchr(path, '/');
    struct text folder = {0};
    if (!slash)
        text_add(&folder, ".");
    else
        text_add_bytes(&folder, path, slash > path ? (size_t)(slash - path) : 1);
    const bool found = stat(folder.s, out) == 0;
    text_clear(&folder);
    return found;
}

bool keys_stand_beside(const char *path, const struct store *store)
{
    struct stat a, b;
    return folder_of(path, &a) && folder_of(store_path(store), &b) && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

const char *keys_advice(void)
{
    return lang_pick(
        "ไฟล์กุญแจอยู่โฟลเดอร์เดียวกับฐานข้อมูล ใครคัดลอกไปทั้งสองไฟล์ก็อ่านชื่อได้ โปรดย้ายไปไว้ที่อื่นแล้วบอกที่อยู่ด้วย "
        "KRU_KEY_FILE และเก็บสำเนาไว้ในตู้นิรภัย",
        "the key file stands in the folder of the database, and whoever copies both can "
        "read the names: move it elsewhere, say where by KRU_KEY_FILE, and keep a "
        "copy in a safe");
}

/* ---- the file ---------------------------------------------------------------------------- */

static void mac(const unsigned char key[KEY_BYTES], const char *first, const char *second,
                char out[HASH_TEXT])
{
    unsigned char tag[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, KEY_BYTES);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)first, strlen(first));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)second, strlen(second));
    crypto_auth_hmacsha256_final(&state, tag);
    sodium_bin2hex(out, HASH_TEXT, tag, sizeof tag);
    sodium_memzero(&state, sizeof state);
}

/* The first sixteen digits of the SHA-256 of the lines that hold the keys. */
static void check_of(const char *lines, size_t length, char out[CHECK_HEX + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)lines, length);
    sodium_bin2hex(out, CHECK_HEX + 1, digest, CHECK_HEX / 2);
}

static size_t write_lines(const struct keys *keys, char out[FILE_BYTES])
{
    char join[KEY_HEX + 1], seal[KEY_HEX + 1], check[CHECK_HEX + 1];
    sodium_bin2hex(join, sizeof join, keys->join, KEY_BYTES);
    sodium_bin2hex(seal, sizeof seal, keys->seal, KEY_BYTES);
    int length = snprintf(out, FILE_BYTES, "%sjoin %s\nseal %s\n", first_line, join, seal);
    check_of(out, (size_t)length, check);
    length += snprintf(out + length, FILE_BYTES - (size_t)length, "check %s\n", check);
    sodium_memzero(join, sizeof join);
    sodium_memzero(seal, sizeof seal);
    return (size_t)length;
}

static enum err_code no_key_file(const char *path, struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' ไม่ใช่ไฟล์กุญแจ ต้องเป็นไฟล์ที่สร้างด้วย kru equity init",
                   "'%s' is no key file, allowed is one made by kru equity init", path);
}

static bool read_hex(const char **at, const char *word, unsigned char out[KEY_BYTES])
{
    const char *digits = *at + strlen(word);
    size_t got = 0;
    if (strncmp(*at, word, strlen(word)) != 0 || strlen(digits) <= KEY_HEX) return false;
    if (sodium_hex2bin(out, KEY_BYTES, digits, KEY_HEX, NULL, &got, NULL) != 0 || got != KEY_BYTES)
        return false;
    *at = digits + KEY_HEX + 1;
    return digits[KEY_HEX] == '\n';
}

static enum err_code parse(const char *path, const char *text, struct keys *out, struct err *err)
{
    char check[CHECK_HEX + 1];
    const char *at = text + strlen(first_line);
    if (strncmp(text, any_version, strlen(any_version)) != 0) return no_key_file(path, err);
    if (strncmp(text, first_line, strlen(first_line)) != 0)
        return err_set(err, ERR_INPUT, "'%s' เป็นไฟล์กุญแจรุ่นอื่น โปรแกรมนี้รู้จักรุ่น 1 โปรดใช้ kru รุ่นใหม่กว่า",
                       "'%s' is a key file of another version, this program knows version 1; use a "
                       "newer kru",
                       path);
    if (!read_hex(&at, "join ", out->join) || !read_hex(&at, "seal ", out->seal))
        return no_key_file(path, err);
    check_of(text, (size_t)(at - text), check);
    if (strncmp(at, "check ", 6) != 0 || strncmp(at + 6, check, CHECK_HEX) != 0)
        return err_set(err, ERR_INPUT,
                       "ไฟล์กุญแจ '%s' ถูกแก้ไขหรือพิมพ์ผิด บรรทัด check ไม่ตรง โปรดใช้สำเนาที่เก็บไว้",
                       "the key file '%s' was altered or mistyped, its line 'check' does not fit; "
                       "use the copy that was kept",
                       path);
    return ERR_OK;
}

static enum err_code check_mode(const char *path, int file, struct err *err)
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return no_key_file(path, err);
    if ((about.st_mode & OTHERS_MODE) != 0)
        return err_set(err, ERR_INPUT,
                       "ไฟล์กุญแจ '%s' ผู้อื่นอ่านได้ (สิทธิ์ %03o) ต้องเป็น 600 แก้ด้วย chmod 600",
                       "the key file '%s' can be read by others (mode %03o), allowed is 600: chmod "
                       "600",
                       path, (unsigned)about.st_mode & 0777u);
    return ERR_OK;
}

static enum err_code read_file(const char *path, char out[FILE_BYTES], struct err *err)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND,
                       "ไม่มีไฟล์กุญแจ '%s' บอกที่อยู่ด้วย KRU_KEY_FILE ไม่มีกุญแจก็อ่านชื่อและเลขประจำตัวไม่ได้",
                       "no key file '%s'; say where it is by KRU_KEY_FILE, without it no name and "
                       "number can be read",
                       path);
    if (file < 0)
        return err_set(err, ERR_STORE, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", path,
                       err_reason(errno));
    enum err_code code = check_mode(path, file, err);
    size_t length = 0;
    for (ssize_t got = 1; code == ERR_OK && got > 0 && length < FILE_BYTES - 1;) {
        got = read(file, out + length, FILE_BYTES - 1 - length);
        if (got > 0) length += (size_t)got;
    }
    out[length] = '\0';
    close(file);
    return code;
}

static enum err_code write_file(const char *path, const char *text, size_t length, struct err *err)
{
    const int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, PRIVATE_MODE);
    if (file < 0 && errno == EEXIST)
        return err_set(err, ERR_INPUT, "มีไฟล์กุญแจ '%s' อยู่แล้ว ไม่เขียนทับ โปรดใช้ชื่ออื่น",
                       "the key file '%s' exists already and is not overwritten, allowed is a new "
                       "name",
                       path);
    if (file < 0)
        return err_set(err, ERR_STORE, "สร้าง '%s' ไม่ได้: %s", "'%s' cannot be made: %s", path,
                       err_reason(errno));
    const bool written = write(file, text, length) == (ssize_t)length && fsync(file) == 0;
    const int reason = errno;
    close(file);
    if (written) return ERR_OK;
    unlink(path);
    return err_set(err, ERR_STORE, "เขียน '%s' ไม่ได้: %s", "'%s' cannot be written: %s", path,
                   err_reason(reason));
}

/* ---- which database it belongs to --------------------------------------------------------- */

static void recognise(const struct keys *keys, char join[HASH_TEXT], char seal[HASH_TEXT])
{
    mac(keys->join, "kru equity ", "join", join);
    mac(keys->seal, "kru equity ", "seal", seal);
}

/* *has: the database has a key; *fits: it is this one. */
static enum err_code compare(const struct keys *keys, struct store *store, bool *has, bool *fits,
                             struct err *err)
{
    struct query query = {0};
    char join[HASH_TEXT], seal[HASH_TEXT], kept[2][HASH_TEXT] = {{0}};
    recognise(keys, join, seal);
    enum err_code code = query_open(store, query_key_check_read, &query, err);
    if (code == ERR_OK) code = query_next(&query, has, err);
    for (int c = 0; code == ERR_OK && *has && c < 2; c++)
        snprintf(kept[c], HASH_TEXT, "%s", query_text(&query, c));
    query_close(&query);
    *fits = sodium_memcmp(join, kept[0], HASH_TEXT) == 0 &&
            sodium_memcmp(seal, kept[1], HASH_TEXT) == 0;
    return code;
}

static enum err_code note_down(const struct keys *keys, struct store *store, struct err *err)
{
    struct query query = {0};
    char join[HASH_TEXT], seal[HASH_TEXT], at[32];
    recognise(keys, join, seal);
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_key_check_put, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":join_check", join);
        query_set_text(&query, ":seal_check", seal);
        query_set_text(&query, ":made_at", at);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static struct keys *new_keys(void)
{
    ready();
    struct keys *keys = sodium_malloc(sizeof *keys);
    if (!keys) abort();
    return keys;
}

void keys_close(struct keys *keys)
{
    sodium_free(keys);
}

enum err_code keys_make(const char *path, struct store *store, struct err *err)
{
    struct keys *keys = new_keys();
    char text[FILE_BYTES];
    bool has = false, fits = false;
    randombytes_buf(keys, sizeof *keys);
    enum err_code code = compare(keys, store, &has, &fits, err);
    if (code == ERR_OK && has)
        code = err_set(err, ERR_INPUT, "ฐานข้อมูล '%s' มีกุญแจอยู่แล้ว กุญแจใหม่จะอ่านชื่อเดิมไม่ได้",
                       "'%s' has a key already, a new one could not read its names",
                       store_path(store));
    /* The file first: a database that asks for a key that nobody has would be of no use. */
    if (code == ERR_OK) code = write_file(path, text, write_lines(keys, text), err);
    if (code == ERR_OK && (code = note_down(keys, store, err)) != ERR_OK) unlink(path);
    sodium_memzero(text, sizeof text);
    keys_close(keys);
    return code;
}

/* Whoever opens names also changes and forgets them: what is removed is overwritten in the file. */
static enum err_code overwrite_removed(struct store *store, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, "PRAGMA secure_delete = ON", &query, err);
    if (code == ERR_OK) code = query_run(&query, NULL, err);
    query_close(&query);
    return code;
}

enum err_code keys_open(const char *path, struct store *store, struct keys **out, struct err *err)
{
    struct keys *keys = new_keys();
    char text[FILE_BYTES];
    bool has = false, fits = false;
    enum err_code code = read_file(path, text, err);
    if (code == ERR_OK) code = parse(path, text, keys, err);
    if (code == ERR_OK) code = compare(keys, store, &has, &fits, err);
    if (code == ERR_OK && !fits)
        code = err_set(err, ERR_INPUT, "ไฟล์กุญแจ '%s' เป็นของฐานข้อมูลอื่น ไม่ใช่ของ '%s'",
                       "the key file '%s' belongs to another database than '%s'", path,
                       store_path(store));
    if (code == ERR_OK) code = overwrite_removed(store, err);
    sodium_memzero(text, sizeof text);
    if (code == ERR_OK)
        *out = keys;
    else
        keys_close(keys);
    return code;
}

/* ---- what is done with them ---------------------------------------------------------------- */

void keys_join(const struct keys *keys, const struct identity *identity, char out[HASH_TEXT])
{
    mac(keys->join, id_kind_table[identity->kind].word, identity->number, out);
}

void keys_fingerprint(const struct keys *keys, const char *domain, const char *text,
                      char out[HASH_TEXT])
{
    assert(domain[0] >= 'a' && domain[0] <= 'z');
    mac(keys->join, domain, text, out);
}

/* What a ciphertext is bound to. */
static size_t cell_name(char out[CELL_TEXT], int64_t id, const char *field)
{
    const int length = snprintf(out, CELL_TEXT, "%s:%lld", field, (long long)id);
    assert(length > 0 && length < CELL_TEXT);
    return (size_t)length;
}

void keys_seal(const struct keys *keys, int64_t id, const char *field, const char *plain,
               char out[SEALED_TEXT])
{
    unsigned char padded[PADDED_BYTES] = {0}, box[BOX_BYTES];
    char cell[CELL_TEXT];
    size_t length = strlen(plain);
    unsigned long long sealed = 0;
    assert(length <= SEALED_PLAIN_MAX);
    memcpy(padded, plain, length);
    const int filled = sodium_pad(&length, padded, length, PAD_BYTES, sizeof padded);
    assert(filled == 0);
    (void)filled;
    randombytes_buf(box, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, &sealed, padded, length,
                                               (const unsigned char *)cell,
                                               cell_name(cell, id, field), NULL, box, keys->seal);
    sodium_bin2base64(out, SEALED_TEXT, box, NONCE_BYTES + (size_t)sealed,
                      sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(padded, sizeof padded);
}

/* The bytes of a box opened into padded[*length]; false when it is no box of this cell. */
static bool open_box(const struct keys *keys, int64_t id, const char *field, const char *sealed,
                     unsigned char padded[PADDED_BYTES], size_t *length)
{
    unsigned char box[BOX_BYTES];
    char cell[CELL_TEXT];
    size_t bytes = 0;
    unsigned long long opened = 0;
    if (sodium_base642bin(box, sizeof box, sealed, strlen(sealed), NULL, &bytes, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        bytes < NONCE_BYTES + TAG_BYTES)
        return false;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            padded, &opened, NULL, box + NONCE_BYTES, bytes - NONCE_BYTES,
            (const unsigned char *)cell, cell_name(cell, id, field), box, keys->seal) != 0)
        return false;
    *length = (size_t)opened;
    return sodium_unpad(length, padded, *length, PAD_BYTES) == 0;
}

enum err_code keys_unseal(const struct keys *keys, int64_t id, const char *field,
                          const char *sealed, char *out, size_t size, struct err *err)
{
    unsigned char padded[PADDED_BYTES];
    size_t length = 0;
    if (*sealed == '\0') {
        out[0] = '\0';
        return ERR_OK;
    }
    const bool opened = open_box(keys, id, field, sealed, padded, &length) && length < size;
    if (opened) {
        memcpy(out, padded, length);
        out[length] = '\0';
    }
    sodium_memzero(padded, sizeof padded);
    if (opened) return ERR_OK;
    return err_set(err, ERR_STORE,
                   "ช่อง '%s' ของบุคคลหมายเลข %lld ถูกแก้ไขหรือย้ายที่ โปรดกู้คืนจากสำเนาสำรอง",
                   "the cell '%s' of person %lld was altered or moved, restore it from a backup",
                   field, (long long)id);
}

int64_t keys_random_id(void)
{
    uint64_t bits = 0;
    ready();
    while ((bits & ((UINT64_C(1) << 53) - 1)) == 0) randombytes_buf(&bits, sizeof bits);
    return (int64_t)(bits & ((UINT64_C(1) << 53) - 1));
}
