/* The zip around a workbook, by libzip. Its directory is looked at before libzip reads it, every
   entry before one is opened, and bytes are counted as they come out. */
#define _POSIX_C_SOURCE 200809L
#include "data/book_file_internal.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <zip.h>

const long long BOOK_MAX_ALL = 2LL << 30;

enum { MIB = 1 << 20, PIECE = 64 << 10, TAIL = (64 << 10) + 22 + 20, LINK_KIND = 0120000 };

struct book_zip {
    struct zip *zip;
    char *name;
    char sha256[HASH_TEXT];
    long long unzipped; /* of all parts read so far */
};

struct book_part {
    struct book_zip *zip;
    char *name;
    struct zip_file *file;
    long long zipped, unzipped, said; /* said: what unzipped should become */
};

/* ---- before libzip ----------------------------------------------------------------------- */

static uint64_t little(const unsigned char *bytes, int count)
{
    uint64_t value = 0;
    for (int i = count - 1; i >= 0; i--) value = value << 8 | bytes[i];
    return value;
}

static enum err_code check_start(const unsigned char *start, size_t size, const char *name,
                                 struct err *err)
{
    static const unsigned char ole[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    if (size == 0)
        return err_set(err, ERR_INPUT, "'%s' ว่างเปล่า ต้องเป็นสมุดงาน .xlsx",
                       "'%s' is empty, needed is a workbook .xlsx", name);
    if (size >= sizeof ole && memcmp(start, ole, sizeof ole) == 0)
        return err_set(err, ERR_INPUT,
                       "'%s' เป็นไฟล์ .xls แบบเก่าหรือมีรหัสผ่าน โปรดเปิด ถอดรหัสผ่าน แล้วบันทึกเป็น .xlsx",
                       "'%s' is an old .xls file or locked by a password; open it, take off the "
                       "password and save it as .xlsx",
                       name);
    if (size < 4 || memcmp(start, "PK\3\4", 4) != 0)
        return err_set(
            err, ERR_INPUT, "'%s' ไม่ใช่สมุดงาน ที่ใช้ได้คือ .xlsx จาก Excel หรือ LibreOffice หรือ .csv",
            "'%s' is no workbook, allowed are .xlsx of Excel or LibreOffice, or .csv", name);
    return ERR_OK;
}

/* Entries that an end record at `at` of the tail promises; that of ZIP64 stands elsewhere. */
static uint64_t entries_promised(FILE *file, const unsigned char *tail, size_t at)
{
    unsigned char end[56];
    const uint64_t entries = little(tail + at + 10, 2);
    if (at < 20 || memcmp(tail + at - 20, "PK\6\7", 4) != 0) return entries;
    const uint64_t where = little(tail + at - 12, 8);
    if (where > BOOK_MAX_FILE || fseek(file, (long)where, SEEK_SET) != 0 ||
        fread(end, 1, sizeof end, file) != sizeof end || memcmp(end, "PK\6\6", 4) != 0)
        return entries;
    const uint64_t true_entries = little(end + 32, 8);
    return entries == UINT16_MAX || true_entries > entries ? true_entries : entries;
}

/* libzip takes room for as many entries as the zip promises, so the promise is read first. */
static enum err_code check_entries(FILE *file, long size, const char *name, struct err *err)
{
    unsigned char *tail = mem_new(TAIL, 1);
    const long from = size > TAIL ? size - TAIL : 0;
    const size_t count = fseek(file, from, SEEK_SET) == 0 ? fread(tail, 1, TAIL, file) : 0;
    uint64_t entries = 0;
    for (size_t at = 0; at + 22 <= count; at++) {
        if (memcmp(tail + at, "PK\5\6", 4) != 0) continue;
        const uint64_t promised = entries_promised(file, tail, at);
        if (promised > entries) entries = promised;
    }
    free(tail);
    if (entries <= BOOK_MAX_ENTRIES) return ERR_OK;
    return err_set(err, ERR_INPUT, "'%s' มีไฟล์ย่อย %llu ไฟล์ เกิน %d ที่กำหนด",
                   "'%s' holds %llu files, allowed are %d", name, (unsigned long long)entries,
                   BOOK_MAX_ENTRIES);
}

static enum err_code is_large(const char *name, struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' ใหญ่เกิน %d MiB ที่กำหนด",
                   "'%s' is larger than the %d MiB allowed", name, BOOK_MAX_FILE / MIB);
}

static enum err_code look_ahead(FILE *file, struct book_zip *zip, struct err *err)
{
    struct hash hash;
    unsigned char *piece = mem_new(PIECE, 1);
    long size = 0;
    enum err_code code = ERR_OK;
    hash_start(&hash);
    for (size_t got; code == ERR_OK && (got = fread(piece, 1, PIECE, file)) > 0; size += got) {
        if (size == 0) code = check_start(piece, got, zip->name, err);
        if (size + (long)got > BOOK_MAX_FILE) code = is_large(zip->name, err);
        hash_bytes(&hash, piece, got);
    }
    hash_end(&hash, zip->sha256);
    if (code == ERR_OK && ferror(file))
        code = err_set(err, ERR_INPUT, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", zip->name,
                       err_reason(errno));
    if (code == ERR_OK && size == 0) code = check_start(piece, 0, zip->name, err);
    if (code == ERR_OK) code = check_entries(file, size, zip->name, err);
    free(piece);
    return code;
}

/* ---- entries ----------------------------------------------------------------------------- */

static enum err_code too_large(const char *name, const char *part, long long allowed,
                               struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' ใน '%s' คลายแล้วใหญ่เกิน %lld MiB ที่กำหนด",
                   "'%s' in '%s' unzips to more than the %lld MiB allowed", part, name,
                   allowed / MIB);
}

static enum err_code check_bytes(const char *name, const char *part, long long zipped,
                                 long long unzipped, struct err *err)
{
    if (unzipped > BOOK_MAX_PART || unzipped < 0) return too_large(name, part, BOOK_MAX_PART, err);
    if (unzipped > BOOK_FREE_PART && unzipped / BOOK_MAX_RATIO > zipped)
        return err_set(err, ERR_INPUT, "'%s' ใน '%s' คลายแล้วใหญ่เกิน %d เท่าของที่บีบไว้",
                       "'%s' in '%s' unzips to more than %d times its size", part, name,
                       BOOK_MAX_RATIO);
    return ERR_OK;
}

static enum err_code check_entry(struct book_zip *zip, zip_uint64_t at, const char **name,
                                 long long *all, struct err *err)
{
    struct zip_stat about;
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_stat_index(zip->zip, at, 0, &about) != 0 || !(about.valid & ZIP_STAT_NAME))
        return book_damaged(zip->name, err, "อ่านสารบัญของ zip ไม่ได้", "its zip has no directory");
    *name = about.name;
    if (about.encryption_method != ZIP_EM_NONE)
        return err_set(err, ERR_INPUT, "'%s' ใน '%s' เข้ารหัสไว้ โปรดบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน",
                       "'%s' in '%s' is encrypted, save it as .xlsx without a password", about.name,
                       zip->name);
    if (zip_file_get_external_attributes(zip->zip, at, 0, &system, &attributes) == 0 &&
        system == ZIP_OPSYS_UNIX && (attributes >> 16 & 0170000) == LINK_KIND)
        return book_damaged(zip->name, err, "'%s' เป็นลิงก์", "'%s' is a link", about.name);
    if (about.size > (zip_uint64_t)BOOK_MAX_ALL)
        return too_large(zip->name, about.name, BOOK_MAX_PART, err);
    const enum err_code code =
        check_bytes(zip->name, about.name, (long long)about.comp_size, (long long)about.size, err);
    *all += (long long)about.size;
    if (code == ERR_OK && *all > BOOK_MAX_ALL)
        return too_large(zip->name, about.name, BOOK_MAX_ALL, err);
    return code;
}

static int compare_names(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err_code check_names(const char *const *name, int count, const char *book,
                                 struct err *err)
{
    for (int i = 1; i < count; i++)
        if (compare_names(&name[i - 1], &name[i]) == 0)
            return book_damaged(book, err, "มี '%s' สองครั้ง", "it holds '%s' twice", name[i]);
    return ERR_OK;
}

static enum err_code check_directory(struct book_zip *zip, struct err *err)
{
    const zip_int64_t entries = zip_get_num_entries(zip->zip, 0);
    long long all = 0;
    enum err_code code = ERR_OK;
    if (entries <= 0 || entries > BOOK_MAX_ENTRIES)
        return book_damaged(zip->name, err, "ไม่มีไฟล์อยู่ข้างใน", "it holds no files");
    const char **name = mem_new((size_t)entries, sizeof *name);
    for (zip_int64_t at = 0; code == ERR_OK && at < entries; at++)
        code = check_entry(zip, (zip_uint64_t)at, &name[at], &all, err);
    if (code == ERR_OK) {
        qsort(name, (size_t)entries, sizeof *name, compare_names);
        code = check_names(name, (int)entries, zip->name, err);
    }
    free(name);
    return code;
}

/* ---- opening ----------------------------------------------------------------------------- */

static enum err_code open_file(const char *path, const char *name, FILE **out, struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์หรือโฟลเดอร์ '%s'", "no file or folder '%s'", path);
    if (!S_ISREG(about.st_mode))
        return err_set(
            err, ERR_INPUT, "'%s' ไม่ใช่สมุดงาน ที่ใช้ได้คือ .xlsx จาก Excel หรือ LibreOffice หรือ .csv",
            "'%s' is no workbook, allowed are .xlsx of Excel or LibreOffice, or .csv", name);
    if (about.st_size > BOOK_MAX_FILE) return is_large(name, err);
    *out = fopen(path, "rb");
    if (!*out)
        return err_set(err, ERR_INPUT, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", name,
                       err_reason(errno));
    return ERR_OK;
}

/* libzip closes `file` with the archive, and leaves it alone when there is none. */
static struct zip *open_archive(FILE *file, const char *bytes, size_t size)
{
    struct zip_error why;
    zip_error_init(&why);
    struct zip_source *source = bytes ? zip_source_buffer_create(bytes, size, 0, &why)
                                      : zip_source_filep_create(file, 0, -1, &why);
    struct zip *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (source && !archive) zip_source_free(source);
    if (!source && !bytes) fclose(file);
    zip_error_fini(&why);
    return archive;
}

enum err_code book_zip_open(const char *path, const char *bytes, size_t size, const char *name,
                            struct book_zip **out, struct err *err)
{
    FILE *file = NULL;
    struct book_zip *zip = mem_new(1, sizeof *zip);
    zip->name = mem_text(name);
    enum err_code code = ERR_OK;
    if (path)
        code = open_file(path, name, &file, err);
    else if (size == 0)
        code = check_start(NULL, 0, name, err);
    else
        file = fmemopen((char *)(uintptr_t)bytes, size, "rb");
    if (code == ERR_OK) code = look_ahead(file, zip, err);
    if (file && (bytes || code != ERR_OK)) fclose(file);
    if (code == ERR_OK) {
        zip->zip = open_archive(file, path ? NULL : bytes, size);
        code = zip->zip ? check_directory(zip, err)
                        : book_damaged(name, err, "ไฟล์ขาดตอน หรืออ่านสารบัญของ zip ไม่ได้",
                                       "it is cut short, or its zip has no directory");
    }
    if (code == ERR_OK)
        *out = zip;
    else
        book_zip_close(zip);
    return code;
}

void book_zip_close(struct book_zip *zip)
{
    if (!zip) return;
    if (zip->zip) zip_discard(zip->zip);
    free(zip->name);
    free(zip);
}

const char *book_zip_name(const struct book_zip *zip)
{
    return zip->name;
}

const char *book_zip_sha256(const struct book_zip *zip)
{
    return zip->sha256;
}

bool book_zip_has(const struct book_zip *zip, const char *part)
{
    return zip_name_locate(zip->zip, part, ZIP_FL_NOCASE) >= 0;
}

/* ---- parts ------------------------------------------------------------------------------- */

enum err_code book_part_open(struct book_zip *zip, const char *part, struct book_part **out,
                             struct err *err)
{
    struct zip_stat about;
    const zip_int64_t at = zip_name_locate(zip->zip, part, ZIP_FL_NOCASE);
    if (at < 0)
        return book_damaged(zip->name, err, "ไม่มี '%s' อยู่ข้างใน", "'%s' is missing in it", part);
    if (zip_stat_index(zip->zip, (zip_uint64_t)at, 0, &about) != 0 ||
        (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE))
        return book_damaged(zip->name, err, "'%s' บีบด้วยวิธีที่ไม่รู้จัก",
                            "'%s' is packed in a way that workbooks do not know", part);
    struct zip_file *file = zip_fopen_index(zip->zip, (zip_uint64_t)at, 0);
    if (!file) return book_damaged(zip->name, err, "อ่าน '%s' ไม่ได้", "'%s' cannot be read", part);
    struct book_part *made = mem_new(1, sizeof *made);
    *made = (struct book_part){.zip = zip,
                               .name = mem_text(part),
                               .file = file,
                               .zipped = (long long)about.comp_size,
                               .said = (long long)about.size};
    *out = made;
    return ERR_OK;
}

enum err_code book_part_read(struct book_part *part, void *bytes, size_t room, size_t *got,
                             struct err *err)
{
    struct book_zip *zip = part->zip;
    const zip_int64_t count = zip_fread(part->file, bytes, room);
    if (count < 0 || (count == 0 && part->unzipped != part->said))
        return book_damaged(zip->name, err, "'%s' ขาดตอนหรือผิดเพี้ยน", "'%s' is cut short or changed",
                            part->name);
    part->unzipped += count;
    zip->unzipped += count;
    if (zip->unzipped > BOOK_MAX_ALL) return too_large(zip->name, part->name, BOOK_MAX_ALL, err);
    *got = (size_t)count;
    return check_bytes(zip->name, part->name, part->zipped, part->unzipped, err);
}

void book_part_close(struct book_part *part)
{
    if (!part) return;
    zip_fclose(part->file);
    free(part->name);
    free(part);
}
