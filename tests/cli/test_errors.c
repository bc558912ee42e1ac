/* Every bad input gets one sentence, the exit status of its kind, nothing on standard output, and
   changes nothing. The program runs inside the case's folder, so that sentences name short paths;
   a fingerprint of the folder is taken before and after. Beside each bad input stands, where there
   is one, a good one that differs from it in what is wrong, and it is accepted. */
#define _GNU_SOURCE /* unshare() */
#include "tests/cli/run.h"

#include "base/hash.h"
#include "data/store.h"

#include <dirent.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

#define TINY KRU_SOURCE "/tests/fixtures/tiny"

#if defined __SANITIZE_ADDRESS__
enum { MOST_KIB = 400 << 10 }; /* the sanitizer keeps what was freed */
#else
enum { MOST_KIB = 200 << 10 };
#endif

enum { MOST_WORDS = 12, AT_SCHEMA = 60, AT_APPLICATION = 68 /* in the header of a database */ };

static const char names_of_files[] =
    "districts.csv, schools.csv, majors.csv, enrolment.csv, teachers.csv, needs.csv, frames.csv, "
    "curriculum.csv, major_share.csv, channels.csv, committed.csv, eligible_lists.csv, "
    "retrain.csv, equity_index.csv, provenance.csv";

/* ---- the folder ---------------------------------------------------------------------------- */

static int setup(void **state)
{
    return run_setup_tiny(state) == 0 ? chdir(run_folder) : -1;
}

static int teardown(void **state)
{
    return chdir(KRU_BUILD) == 0 ? run_teardown(state) : -1;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Names and sizes of what lies in `folder`, and the bytes of what is not enormous. */
static void fingerprint(const char *folder, char out[HASH_TEXT])
{
    enum { ENORMOUS = 64 << 20 };
    struct dirent **entry = NULL;
    struct hash hash;
    const int entries = scandir(folder, &entry, visible, alphasort);
    assert_true(entries >= 0);
    hash_start(&hash);
    for (int i = 0; i < entries; i++) {
        char path[RUN_PATH];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        assert_int_equal(stat(path, &about), 0);
        hash_text(&hash, entry[i]->d_name);
        hash_int(&hash, (long long)about.st_size);
        if (S_ISREG(about.st_mode) && about.st_size < ENORMOUS) {
            char *bytes = run_read_file(path);
            hash_bytes(&hash, bytes, (size_t)about.st_size);
            free(bytes);
        }
        free(entry[i]);
    }
    free(entry);
    hash_end(&hash, out);
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static off_t size_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_size;
}

/* The first `size` bytes of tiny.db, four of them replaced. */
static void copy_patched(const char *path, off_t size, size_t at, const char patch[4])
{
    char *bytes = run_read_file("tiny.db");
    memcpy(bytes + at, patch, 4);
    write_bytes(path, bytes, (size_t)size);
    free(bytes);
}

/* ---- refusals ------------------------------------------------------------------------------ */

struct refusal {
    const char *word[MOST_WORDS]; /* what is typed after "kru" */
    enum err_code code;
    const char *en, *th; /* NULL: compared in the other language only */
};

static void type(struct run *run, const char *lang, const char *const *word)
{
    const char *argument[MOST_WORDS + 3] = {"kru"};
    int count = 1;
    if (lang) argument[count++] = lang;
    while (*word) argument[count++] = *word++;
    run_arguments(run, argument);
}

static void assert_refused_in(const char *lang, const struct refusal *refusal, const char *text)
{
    struct run run = {0};
    char before[HASH_TEXT], after[HASH_TEXT];
    if (!text) return;
    fingerprint(".", before);
    type(&run, lang, refusal->word);
    assert_fails(&run, refusal->code, text);
    assert_string_equal(run.out, "");
    fingerprint(".", after);
    assert_string_equal(before, after);
    run_clear(&run);
}

static void assert_refused(const struct refusal *refusal)
{
    assert_refused_in("--lang=en", refusal, refusal->en);
    assert_refused_in("--lang=th", refusal, refusal->th);
}

static void assert_accepted(const char *const *word)
{
    struct run run = {0};
    type(&run, "--lang=en", word);
    assert_quiet(&run);
    run_clear(&run);
}

#define accepts(...) assert_accepted((const char *const[]){__VA_ARGS__, NULL})

/* Without this the other cases would prove nothing. */
static void the_fingerprint_sees_every_change(void **state)
{
    char before[HASH_TEXT], after[HASH_TEXT];
    (void)state;
    fingerprint(".", before);
    accepts("plans", "tiny.db");
    accepts("import", "tiny.db", TINY);
    fingerprint(".", after);
    assert_string_equal(before, after); /* reading, and the same data again, change nothing */
    accepts("plan", "tiny.db", "--name", "p");
    fingerprint(".", after);
    assert_string_not_equal(before, after);
    fingerprint(".", before);
    run_write_file("empty", "");
    fingerprint(".", after);
    assert_string_not_equal(before, after);
}

/* ---- databases ----------------------------------------------------------------------------- */

static void what_is_no_database_of_ours_is_refused_by_every_command(void **state)
{
    static const char *const commands[] = {"plans", "retire", "plan", "instance"};
    const off_t size = size_of("tiny.db");
    char cut_en[200], cut_th[300];
    (void)state;
    assert_int_equal(mkdir("folder.db", 0777), 0);
    run_write_file("text.db", "code,name_th\nS1,a file of text that is longer than the hundred "
                              "bytes which the header of a database takes\n");
    run_write_file("empty.db", "");
    copy_patched("foreign.db", size, AT_APPLICATION, "\0\0\0\0");
    copy_patched("newer.db", size, AT_SCHEMA, "\0\0\0\x63");
    copy_patched("cut.db", size / 2, 0, "SQLi");
    copy_patched("whole.db", size, 0, "SQLi");
    snprintf(cut_en, sizeof cut_en,
             "'cut.db' is cut short, it has %lld of %lld bytes; restore it from a backup",
             (long long)size / 2, (long long)size);
    snprintf(cut_th, sizeof cut_th,
             "ไฟล์ 'cut.db' ไม่ครบ มีเพียง %lld จาก %lld ไบต์ โปรดกู้คืนจากสำเนาสำรอง", (long long)size / 2,
             (long long)size);
    const struct refusal refusals[] = {
        {{NULL, "none.db"},
         ERR_NOT_FOUND,
         "no database 'none.db', kru init makes one",
         "ไม่มีฐานข้อมูล 'none.db' สร้างได้ด้วยคำสั่ง kru init"},
        {{NULL, "folder.db"},
         ERR_STORE,
         "'folder.db' is a folder, allowed is a file made by kru init",
         "'folder.db' เป็นโฟลเดอร์ ต้องเป็นไฟล์ที่สร้างด้วย kru init"},
        {{NULL, "text.db"},
         ERR_STORE,
         "'text.db' is not an SQLite database, allowed is one made by kru init",
         "'text.db' ไม่ใช่ฐานข้อมูล SQLite ต้องเป็นไฟล์ที่สร้างด้วย kru init"},
        {{NULL, "empty.db"},
         ERR_STORE,
         "'empty.db' is empty, allowed is a file made by kru init",
         "'empty.db' ว่างเปล่า ต้องเป็นไฟล์ที่สร้างด้วย kru init"},
        {{NULL, "foreign.db"},
         ERR_STORE,
         "'foreign.db' is a database of another program, allowed is one made by kru init",
         "'foreign.db' เป็นฐานข้อมูลของโปรแกรมอื่น ต้องเป็นไฟล์ที่สร้างด้วย kru init"},
        {{NULL, "newer.db"},
         ERR_STORE,
         "'newer.db' has schema 99, this program knows up to 3; use a newer kru",
         "'newer.db' มีโครงสร้างรุ่น 99 แต่โปรแกรมนี้รู้จักถึงรุ่น 3 โปรดใช้ kru รุ่นใหม่กว่า"},
        {{NULL, "cut.db"}, ERR_STORE, cut_en, cut_th},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
            struct refusal refusal = refusals[i];
            refusal.word[0] = commands[c];
            assert_refused(&refusal);
        }
    for (size_t c = 0; c < sizeof commands / sizeof *commands; c++)
        accepts(commands[c], "whole.db");
}

static void init_refuses_what_it_cannot_make_or_fill(void **state)
{
    static const struct refusal refusals[] = {
        {{"init", "tiny.db", "--from", TINY},
         ERR_INPUT,
         "'tiny.db' exists already, allowed is a new name",
         "มี 'tiny.db' อยู่แล้ว โปรดใช้ชื่อไฟล์อื่น"},
        {{"init", "none/x.db", "--from", TINY},
         ERR_STORE,
         "'none/x.db' cannot be made: No such file or directory",
         "สร้าง 'none/x.db' ไม่ได้: ไม่มีไฟล์หรือโฟลเดอร์นี้"},
        {{"init", "tiny.db/x.db", "--from", TINY},
         ERR_STORE,
         "'tiny.db/x.db' cannot be made: Not a directory",
         "สร้าง 'tiny.db/x.db' ไม่ได้: ส่วนหนึ่งของเส้นทางไม่ใช่โฟลเดอร์"},
        {{"init", "x.db", "--from", "none"},
         ERR_NOT_FOUND,
         "no file or folder 'none'",
         "ไม่มีไฟล์หรือโฟลเดอร์ 'none'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) assert_refused(&refusals[i]);
    accepts("init", "x.db", "--from", TINY);
}

/* ---- files to import ----------------------------------------------------------------------- */

struct import_refusal {
    const char *file, *bad, *good, *en, *th;
};

static void assert_import_refused(const struct import_refusal *one)
{
    const struct refusal refusal = {{"import", "tiny.db", one->file}, ERR_INPUT, one->en, one->th};
    run_write_file(one->file, one->bad);
    assert_refused(&refusal);
    if (!one->good) return;
    run_write_file(one->file, one->good);
    accepts("import", "tiny.db", one->file);
}

#define TEACHERS "id,school,position,post_major,birth_date\n"
#define SHARES(thai, math)                                                                         \
    "area,grade,major,share\ngeneral,p1,primary,1\nthai,p1,thai," thai "\nthai,p1,math," math "\n"

static void one_mistake_in_a_file_is_one_sentence_with_its_place(void **state)
{
    static const struct import_refusal refusals[] = {
        {"schools.csv", "code,nmae_th,district\nS9,เก้า,D1\n", "code,name_th,district\nS9,เก้า,D1\n",
         "schools.csv:1 name_th column 'name_th' is missing; 'nmae_th' is not known, allowed are "
         "code, name_th, district, lat, lon; nothing imported",
         "schools.csv บรรทัด 1 คอลัมน์ name_th: ไม่มีคอลัมน์ 'name_th' และไม่รู้จัก 'nmae_th' "
         "ที่ใช้ได้คือ code, name_th, district, lat, lon; ไม่ได้นำเข้าข้อมูลใด"},
        {"teachers.csv", TEACHERS "T900,S1,teacher,math,31/02/2510\n",
         TEACHERS "T900,S1,teacher,math,28/02/2510\n",
         "teachers.csv:2 birth_date '31/02/2510' is no date, allowed are 1967-02-28, 28/02/2510, "
         "28 ก.พ. 2510; nothing imported",
         "teachers.csv บรรทัด 2 คอลัมน์ birth_date: '31/02/2510' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, "
         "28/02/2510, 28 ก.พ. 2510; ไม่ได้นำเข้าข้อมูลใด"},
        {"teachers.csv", TEACHERS "T901,S77,teacher,math,1990-01-01\n",
         TEACHERS "T901,S2,teacher,math,1990-01-01\n",
         "teachers.csv:2 school no school 'S77', known are 6 codes such as 'S1', 'S2', 'S3'; "
         "nothing imported",
         "teachers.csv บรรทัด 2 คอลัมน์ school: ไม่มีโรงเรียน 'S77' ในข้อมูลมี 6 รหัส เช่น 'S1', 'S2', "
         "'S3'; ไม่ได้นำเข้าข้อมูลใด"},
        {"districts.csv", "code,name_th\nD8,แปด\nD9,เก้า\nD8,สิบ\n", "code,name_th\nD8,แปด\nD9,เก้า\n",
         "districts.csv:4 code 'D8' stands on line 2 too; nothing imported",
         "districts.csv บรรทัด 4 คอลัมน์ code: 'D8' ซ้ำกับบรรทัด 2; ไม่ได้นำเข้าข้อมูลใด"},
        {"major_share.csv", SHARES("0.5", "0.48"), SHARES("0.5", "0.5"),
         "shares of 'thai' in 'p1' sum to 0.98, allowed is 1; nothing imported",
         "สัดส่วนของ 'thai' ในชั้น 'p1' รวมได้ 0.98 ต้องรวมเป็น 1; ไม่ได้นำเข้าข้อมูลใด"},
        {"majors.csv", "", NULL,
         "'majors.csv' is empty, needed are a header line and at least one row; nothing imported",
         "'majors.csv' ว่างเปล่า ต้องมีบรรทัดหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว; ไม่ได้นำเข้าข้อมูลใด"},
        {"majors.csv", "code,name_th,name_en\n", "code,name_th,name_en\nart,ศิลปะ,Art\n",
         "'majors.csv' is empty, needed are a header line and at least one row; nothing imported",
         "'majors.csv' ว่างเปล่า ต้องมีบรรทัดหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว; ไม่ได้นำเข้าข้อมูลใด"},
        {"majors.csv", "code,name_th\nart,\"ศิลปะ\n", NULL,
         "majors.csv:2 a quote that opens in this row is not closed; nothing imported",
         "majors.csv บรรทัด 2 เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่มีตัวปิด; ไม่ได้นำเข้าข้อมูลใด"},
        {"majors.csv", "code,name_th\nart,ศิลปะ,Art\n", NULL,
         "majors.csv:2 this row has 3 cells, the header has 2; nothing imported",
         "majors.csv บรรทัด 2 แถวนี้มี 3 ช่อง แต่หัวตารางมี 2 ช่อง; ไม่ได้นำเข้าข้อมูลใด"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_import_refused(&refusals[i]);
}

static void several_mistakes_are_a_line_each_and_a_sentence(void **state)
{
    struct run run = {0};
    char before[HASH_TEXT], after[HASH_TEXT];
    (void)state;
    run_write_file("schools.csv", "code,name_th,district\nS9,,D1\nS10,สิบ,D7\n");
    fingerprint(".", before);
    kru(&run, "import", "tiny.db", "schools.csv");
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_string_equal(run.out, "");
    assert_string_equal(run.err,
                        "schools.csv:2 name_th an empty cell, needed: Thai name\n"
                        "schools.csv:3 district no district 'D7', known are 3 codes such as 'D1', "
                        "'D2', 'D3'\n"
                        "kru: 2 bad cells, nothing imported; first: schools.csv:2 name_th an empty "
                        "cell, needed: Thai name\n");
    kru_th(&run, "import", "tiny.db", "schools.csv");
    assert_string_equal(run.err,
                        "schools.csv บรรทัด 2 คอลัมน์ name_th: ช่องนี้ว่าง ต้องระบุ: ชื่อภาษาไทย\n"
                        "schools.csv บรรทัด 3 คอลัมน์ district: ไม่มีเขต 'D7' ในข้อมูลมี 3 รหัส เช่น 'D1', "
                        "'D2', 'D3'\n"
                        "kru: ข้อมูลผิด 2 จุด ไม่ได้นำเข้าข้อมูลใด; จุดแรก: schools.csv บรรทัด 2 คอลัมน์ "
                        "name_th: ช่องนี้ว่าง ต้องระบุ: ชื่อภาษาไทย\n");
    fingerprint(".", after);
    assert_string_equal(before, after);
    run_clear(&run);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    static const char nul[] = "code,name_th\nart,\0\0\0\n";
    static const char utf16[] = "\xFF\xFE"
                                "c\0o\0d\0e\0,\0n\0a\0m\0e\0_\0t\0h\0\n\0";
    static const char neither[] = "code,name_th\nart,\x81\xFF\n";
    static const struct {
        const char *bytes;
        size_t size;
        const char *en, *th;
    } files[] = {
        {nul, sizeof nul - 1,
         "'majors.csv' has a byte 0 in line 2, allowed is text in UTF-8 or Windows-874; nothing "
         "imported",
         "'majors.csv' มีไบต์ 0 ที่บรรทัด 2 ต้องเป็นไฟล์ข้อความ UTF-8 หรือ Windows-874; ไม่ได้นำเข้าข้อมูลใด"},
        {utf16, sizeof utf16 - 1, "'majors.csv' is UTF-16, save it as CSV UTF-8; nothing imported",
         "'majors.csv' เป็น UTF-16 โปรดบันทึกเป็น CSV UTF-8; ไม่ได้นำเข้าข้อมูลใด"},
        {neither, sizeof neither - 1,
         "line 2 of 'majors.csv' is neither UTF-8 nor Windows-874; nothing imported",
         "บรรทัด 2 ของ 'majors.csv' ไม่ใช่ทั้ง UTF-8 และ Windows-874; ไม่ได้นำเข้าข้อมูลใด"},
        {"PK\3\4 ", 5, "'majors.csv' is a spreadsheet, save it as CSV UTF-8; nothing imported",
         "'majors.csv' เป็นไฟล์ตารางคำนวณ โปรดบันทึกเป็น CSV UTF-8; ไม่ได้นำเข้าข้อมูลใด"},
    };
    static const char zeros[4096];
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_bytes("majors.csv", files[i].bytes, files[i].size);
        assert_refused(&(struct refusal){
            {"import", "tiny.db", "majors.csv"}, ERR_INPUT, files[i].en, files[i].th});
    }
    write_bytes("majors.csv", zeros, sizeof zeros);
    assert_refused(&(struct refusal){
        {"import", "tiny.db", "majors.csv"},
        ERR_INPUT,
        "'majors.csv' has a byte 0 in line 1, allowed is text in UTF-8 or Windows-874; nothing "
        "imported",
        NULL});
}

static void files_that_are_not_known_are_refused_with_those_that_are(void **state)
{
    char en[600], th[600];
    (void)state;
    run_write_file("staff.csv", "code\nx\n");
    assert_int_equal(mkdir("bare", 0777), 0);
    snprintf(en, sizeof en, "'staff.csv' is not known, allowed are %s; nothing imported",
             names_of_files);
    snprintf(th, sizeof th, "ไม่รู้จักไฟล์ 'staff.csv' ที่ใช้ได้คือ %s; ไม่ได้นำเข้าข้อมูลใด", names_of_files);
    assert_refused(&(struct refusal){{"import", "tiny.db", "staff.csv"}, ERR_INPUT, en, th});
    snprintf(en, sizeof en, "folder 'bare' has no known file, allowed are %s; nothing imported",
             names_of_files);
    snprintf(th, sizeof th, "โฟลเดอร์ 'bare' ไม่มีไฟล์ที่รู้จัก ที่ใช้ได้คือ %s; ไม่ได้นำเข้าข้อมูลใด",
             names_of_files);
    assert_refused(&(struct refusal){{"import", "tiny.db", "bare"}, ERR_INPUT, en, th});
    assert_refused(&(struct refusal){{"init", "x.db", "--from", "bare"}, ERR_INPUT, en, th});
    assert_refused(&(struct refusal){{"import", "tiny.db", "majors.csv"},
                                     ERR_NOT_FOUND,
                                     "no file or folder 'majors.csv'",
                                     "ไม่มีไฟล์หรือโฟลเดอร์ 'majors.csv'"});
}

static double seconds_now(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A gigabyte that takes no room on the disk, and 2 MiB without an end of line. */
static void enormous_files_are_refused_fast_and_in_little_memory(void **state)
{
    enum { GIB = 1 << 30, LONG_LINE = 2 << 20 };
    struct rusage used;
    (void)state;
    run_write_file("majors.csv", "code,name_th\n");
    assert_int_equal(truncate("majors.csv", GIB), 0);
    const double start = seconds_now();
    assert_refused(&(struct refusal){{"import", "tiny.db", "majors.csv"},
                                     ERR_INPUT,
                                     "'majors.csv' is larger than the 256 MiB allowed; nothing "
                                     "imported",
                                     "'majors.csv' ใหญ่เกิน 256 MiB ที่กำหนด; ไม่ได้นำเข้าข้อมูลใด"});
    assert_true(seconds_now() - start < 2.0 * 2.0); /* two languages, 2 s each */
    char *line = malloc(LONG_LINE);
    assert_non_null(line);
    memset(line, 'x', LONG_LINE);
    write_bytes("majors.csv", line, LONG_LINE);
    free(line);
    assert_refused(&(struct refusal){
        {"import", "tiny.db", "majors.csv"},
        ERR_INPUT,
        "line 1 of 'majors.csv' is longer than the 1 MiB allowed; nothing imported",
        "บรรทัด 1 ของ 'majors.csv' ยาวเกิน 1 MiB ที่กำหนด; ไม่ได้นำเข้าข้อมูลใด"});
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
    assert_true(used.ru_maxrss > 0);
    assert_true(used.ru_maxrss < MOST_KIB);
}

/* ---- settings ------------------------------------------------------------------------------ */

#define SET(setting)                                                                               \
    {                                                                                              \
        "plan", "tiny.db", "--set", setting                                                        \
    }

static void settings_that_cannot_be_are_named_with_what_is_allowed(void **state)
{
    static const struct {
        struct refusal refusal;
        const char *good;
    } settings[] = {
        {{SET("exam.seats_totl=3"), ERR_CONFIG,
          "unknown key 'exam.seats_totl' in '--set'; nearest is 'exam.seats_total'",
          "ไม่รู้จักคีย์ 'exam.seats_totl' ใน '--set' ที่ใกล้เคียงคือ 'exam.seats_total'"},
         "exam.seats_total=3"},
        {{SET("exma.seats_total=3"), ERR_CONFIG,
          "unknown section 'exma' in '--set'; nearest is 'exam'",
          "ไม่รู้จักหมวด 'exma' ใน '--set' ที่ใกล้เคียงคือ 'exam'"},
         "exam.seats_total=none"},
        {{SET("exam.seats_total=12abc"), ERR_CONFIG,
          "'exam.seats_total' in '--set' is '12abc', allowed are 0 .. 100000 or none",
          "'exam.seats_total' ใน '--set' มีค่า '12abc' ค่าที่ใช้ได้คือ 0 .. 100000 หรือ none"},
         "exam.seats_total=12"},
        {{SET("budget.total_thb=-5"), ERR_CONFIG,
          "'budget.total_thb' in '--set' is '-5', allowed are 0 .. 1000000000000 or none",
          "'budget.total_thb' ใน '--set' มีค่า '-5' ค่าที่ใช้ได้คือ 0 .. 1000000000000 หรือ none"},
         "budget.total_thb=5"},
        {{SET("loss.rate=3%"), ERR_CONFIG,
          "'loss.rate' in '--set' is '3%', a percentage; shares are written 0 .. 1",
          "'loss.rate' ใน '--set' มีค่า '3%' ซึ่งเป็นร้อยละ ให้เขียนเป็นสัดส่วน 0 .. 1"},
         "loss.rate=0.03"},
        {{SET("exam.seats_total.2599=4"), ERR_CONFIG,
          "'exam.seats_total.2599' in '--set': year 2599 is outside the horizon, allowed are 2567 "
          ".. 2576",
          "'exam.seats_total.2599' ใน '--set': ปี 2599 อยู่นอกช่วงแผน ที่ใช้ได้คือ 2567 .. 2576"},
         "exam.seats_total.2569=4"},
        {{SET("exam.seats.maht=3"), ERR_CONFIG,
          "'exam.seats.maht' in '--set': no major 'maht', nearest is 'math'",
          "'exam.seats.maht' ใน '--set': ไม่มีวิชาเอก 'maht' ที่ใกล้เคียงคือ 'math'"},
         "exam.seats.math=3"},
        {{SET("exam.seats_total"), ERR_CONFIG,
          "'--set' is 'exam.seats_total', allowed is section.key=value",
          "'--set' มีค่า 'exam.seats_total' รูปแบบที่ใช้ได้คือ section.key=value"},
         "horizon.years=5"},
        {{SET("horizon.years=2.5"), ERR_CONFIG,
          "'horizon.years' in '--set' is '2.5', allowed are whole numbers 1 .. 15",
          "'horizon.years' ใน '--set' มีค่า '2.5' ใช้ได้เฉพาะจำนวนเต็ม 1 .. 15"},
         "horizon.years=2"},
        {{SET("shortage.tier_shares=0.1 0.2 0.3 0.3"), ERR_CONFIG,
          "'shortage.tier_shares' in '--set' sums to 0.9, allowed is 1",
          "'shortage.tier_shares' ใน '--set' รวมกันได้ 0.9 ต้องรวมกันได้ 1"},
         "shortage.tier_shares=0.1 0.2 0.3 0.4"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        assert_refused(&settings[i].refusal);
        accepts("plan", "tiny.db", "--dry-run", "--set", settings[i].good);
    }
}

static void scenario_files_are_refused_with_file_and_line(void **state)
{
    static const struct {
        const char *text, *en, *th;
    } files[] = {
        {"[exam]\n\nseats_totl = 3\n",
         "unknown key 'exam.seats_totl' in 'a.ini' line 3; nearest is 'exam.seats_total'",
         "ไม่รู้จักคีย์ 'exam.seats_totl' ใน 'a.ini' บรรทัด 3 ที่ใกล้เคียงคือ 'exam.seats_total'"},
        {"[exam]\nseats_total = 12abc\n",
         "'exam.seats_total' in 'a.ini' line 2 is '12abc', allowed are 0 .. 100000 or none",
         "'exam.seats_total' ใน 'a.ini' บรรทัด 2 มีค่า '12abc' ค่าที่ใช้ได้คือ 0 .. 100000 หรือ none"},
        {"[exam]\nseats_total 12\n",
         "'a.ini' line 2 is 'seats_total 12', allowed are [section] and key = value",
         "'a.ini' บรรทัด 2 คือ 'seats_total 12' ที่ใช้ได้คือ [section] หรือ key = value"},
        {"[exam]\nseats_total = 1\nseats_total = 2\n",
         "'exam.seats_total' in 'a.ini' line 3 repeats line 2",
         "'exam.seats_total' ใน 'a.ini' บรรทัด 3 ซ้ำกับบรรทัด 2"},
        {"[scenario]\nbase = b.ini\n",
         "'scenario.base' in 'b.ini' line 2 is 'a.ini', which closes a circle",
         "'scenario.base' ใน 'b.ini' บรรทัด 2 คือ 'a.ini' ซึ่งวนกลับมาที่เดิม"},
        {"", "'a.ini' is empty", "'a.ini' ว่างเปล่า"},
    };
    (void)state;
    run_write_file("b.ini", "[scenario]\nbase = a.ini\n");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        run_write_file("a.ini", files[i].text);
        assert_refused(&(struct refusal){
            {"plan", "tiny.db", "--scenario", "a.ini"}, ERR_CONFIG, files[i].en, files[i].th});
    }
    run_write_file("a.ini", "[exam]\nseats_total = 3\n"); /* where the chain of b.ini now ends */
    accepts("plan", "tiny.db", "--dry-run", "--scenario", "b.ini");
    assert_refused(&(struct refusal){{"plan", "tiny.db", "--scenario", "none.ini"},
                                     ERR_NOT_FOUND,
                                     "no file 'none.ini'",
                                     "ไม่มีไฟล์ 'none.ini'"});
    assert_refused(&(struct refusal){{"plan", "tiny.db", "--scenario", "."},
                                     ERR_CONFIG,
                                     "'.' is a folder, not an ini file",
                                     "'.' เป็นโฟลเดอร์ ไม่ใช่ไฟล์ ini"});
}

/* ---- the command line, plans and exports --------------------------------------------------- */

static void words_that_are_not_known_are_named(void **state)
{
    static const struct refusal refusals[] = {
        {{"paln", "tiny.db"},
         ERR_INPUT,
         "no command 'paln', is 'plan' meant",
         "ไม่มีคำสั่ง 'paln' หมายถึง 'plan' หรือไม่"},
        {{"plan", "tiny.db", "--sceanrio", "x.ini"},
         ERR_INPUT,
         "no option '--sceanrio', is '--scenario' meant",
         "ไม่มีตัวเลือก '--sceanrio' หมายถึง '--scenario' หรือไม่"},
        {{"plan", "tiny.db", "-x"},
         ERR_INPUT,
         "no option '-x', 'kru help' lists them",
         "ไม่มีตัวเลือก '-x' ดูตัวเลือกทั้งหมดด้วย 'kru help'"},
        {{"plans", "tiny.db", "--format", "xml"},
         ERR_INPUT,
         "'--format' is 'xml', allowed are table json csv",
         "'--format' เป็น 'xml' ใช้ได้เฉพาะ table json csv"},
        {{"plan", "tiny.db", "--set"},
         ERR_INPUT,
         "'--set' needs SECTION.KEY=VALUE after it",
         "'--set' ต้องตามด้วย SECTION.KEY=VALUE"},
        {{"plan", "tiny.db", "--detail=yes"},
         ERR_INPUT,
         "'--detail' takes no value",
         "'--detail' ไม่รับค่า"},
        {{"retire", "tiny.db", "--fy", "2099"},
         ERR_INPUT,
         "'--fy' is '2099', allowed are 2566 .. 2576",
         "'--fy' เป็น '2099' ที่ใช้ได้คือ 2566 .. 2576"},
        {{"need", "tiny.db", "--school", "S99"},
         ERR_NOT_FOUND,
         "no school has the code 'S99'",
         "ไม่มีโรงเรียนรหัส 'S99'"},
    };
    struct run run = {0};
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) assert_refused(&refusals[i]);
    /* The language itself cannot be known, so the sentence is in that of the machine. */
    assert_int_equal(setenv("LC_ALL", "en_US.UTF-8", 1), 0);
    kru_plain(&run, "--lang", "xx", "plans", "tiny.db");
    assert_fails(&run, ERR_INPUT, "'--lang' is 'xx', allowed are th en");
    assert_int_equal(setenv("LC_ALL", "th_TH.UTF-8", 1), 0);
    kru_plain(&run, "--lang", "xx", "plans", "tiny.db");
    assert_fails(&run, ERR_INPUT, "'--lang' เป็น 'xx' ใช้ได้เฉพาะ th en");
    assert_string_equal(run.out, "");
    run_clear(&run);
}

static void plans_that_are_not_there_or_are_taken_are_named(void **state)
{
    static const char en[] = "no plan 'nix', kru plans lists them";
    static const char th[] = "ไม่มีแผน 'nix' ดูรายชื่อแผนได้ด้วยคำสั่ง kru plans";
    static const struct refusal refusals[] = {
        {{"show", "tiny.db", "nix"}, ERR_NOT_FOUND, en, th},
        {{"drop", "tiny.db", "nix"}, ERR_NOT_FOUND, en, th},
        {{"verify", "tiny.db", "nix"}, ERR_NOT_FOUND, en, th},
        {{"gaps", "tiny.db", "--plan", "nix"}, ERR_NOT_FOUND, en, th},
        {{"export", "tiny.db", "nix", "--to", "x.json"}, ERR_NOT_FOUND, en, th},
        {{"plan", "tiny.db", "--name", "p"},
         ERR_INPUT,
         "a plan 'p' exists, take another name or remove it with 'kru drop'",
         "มีแผนชื่อ 'p' อยู่แล้ว โปรดใช้ชื่ออื่น หรือลบแผนนั้นด้วย 'kru drop'"},
        {{"plan", "tiny.db", "--name", "12"},
         ERR_INPUT,
         "'12' cannot name a plan, allowed are 1 .. 200 letters of UTF-8, not digits alone",
         "ใช้ '12' เป็นชื่อแผนไม่ได้ ชื่อยาวได้ 1 .. 200 ตัวอักษร UTF-8 และไม่ใช่ตัวเลขล้วน"},
    };
    (void)state;
    accepts("plan", "tiny.db", "--name", "p");
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) assert_refused(&refusals[i]);
    accepts("plan", "tiny.db", "--name", "nix");
    accepts("show", "tiny.db", "nix");
}

static void exports_that_cannot_be_written_leave_nothing(void **state)
{
    static const struct refusal refusals[] = {
        {{"export", "tiny.db", "p", "--to", "p.pdf"},
         ERR_INPUT,
         "'p.pdf' has no known suffix, allowed are .json .csv .xlsx .geojson .mps",
         "ไม่รู้จักนามสกุลของ 'p.pdf' ใช้ได้เฉพาะ .json .csv .xlsx .geojson .mps"},
        {{"export", "tiny.db", "p", "--to", "none/p.json"},
         ERR_STORE,
         "cannot write 'none/p.json': No such file or directory",
         "เขียน 'none/p.json' ไม่ได้: ไม่มีไฟล์หรือโฟลเดอร์นี้"},
        {{"export", "tiny.db", "p", "--to", "none/p.csv"},
         ERR_STORE,
         "cannot write 'none/p.csv': No such file or directory",
         "เขียน 'none/p.csv' ไม่ได้: ไม่มีไฟล์หรือโฟลเดอร์นี้"},
        {{"export", "tiny.db", "p", "--to", "tiny.db/p.mps"},
         ERR_STORE,
         "cannot write 'tiny.db/p.mps': Not a directory",
         "เขียน 'tiny.db/p.mps' ไม่ได้: ส่วนหนึ่งของเส้นทางไม่ใช่โฟลเดอร์"},
        {{"export", "tiny.db", "p", "--to", "folder.json"},
         ERR_STORE,
         "cannot write 'folder.json': Is a directory",
         "เขียน 'folder.json' ไม่ได้: เป็นโฟลเดอร์ ไม่ใช่ไฟล์"},
        {{"export", "tiny.db", "p", "--to", "full.csv"},
         ERR_STORE,
         "cannot write 'full.csv': Directory not empty",
         "เขียน 'full.csv' ไม่ได้: โฟลเดอร์ไม่ว่าง"},
    };
    (void)state;
    accepts("plan", "tiny.db", "--name", "p");
    assert_int_equal(mkdir("folder.json", 0777), 0);
    assert_int_equal(mkdir("full.csv", 0777), 0);
    run_write_file("full.csv/kept", "kept");
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) assert_refused(&refusals[i]);
    assert_int_equal(size_of("full.csv/kept"), 4);
    accepts("export", "tiny.db", "p", "--to", "p.json");
}

/* Runs with `out` as standard output, -1: closed; returns what it wrote to standard error. */
static char *run_with_output(int out, const char *const *argument, int *exit_status)
{
    FILE *err = tmpfile();
    assert_non_null(err);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (out >= 0)
            dup2(out, STDOUT_FILENO);
        else
            close(STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        execv(KRU_BINARY, (char *const *)(uintptr_t)argument);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    char *text = run_read(err);
    fclose(err);
    return text;
}

/* With standard output closed, the database must not get its number and the list as its bytes. */
static void an_output_that_is_full_or_closed_is_told(void **state)
{
    const int full = open("/dev/full", O_WRONLY);
    const struct {
        int out;
        const char *lang, *text;
    } outputs[] = {
        {full, "--lang=en", "kru: cannot write the output: No space left on device\n"},
        {full, "--lang=th", "kru: ส่งผลลัพธ์ออกไม่ได้: ดิสก์เต็ม\n"},
        {-1, "--lang=en", "kru: cannot write the output: Bad file descriptor\n"},
        {-1, "--lang=th", "kru: ส่งผลลัพธ์ออกไม่ได้: ปลายทางถูกปิดอยู่\n"},
    };
    char before[HASH_TEXT], after[HASH_TEXT];
    (void)state;
    assert_true(full >= 0);
    fingerprint(".", before);
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        const char *const argument[] = {"kru", outputs[i].lang, "retire", "tiny.db", NULL};
        int status = 0;
        char *said = run_with_output(outputs[i].out, argument, &status);
        assert_string_equal(said, outputs[i].text);
        assert_int_equal(status, err_exit_status(ERR_STORE));
        free(said);
    }
    close(full);
    fingerprint(".", after);
    assert_string_equal(before, after);
    accepts("retire", "tiny.db");
}

/* ---- a database in use --------------------------------------------------------------------- */

static void a_locked_database_is_told_and_not_waited_for_without_end(void **state)
{
    static const char en[] = "'tiny.db' is in use by another process, try again later";
    static const char th[] = "'tiny.db' กำลังถูกใช้งานโดยโปรแกรมอื่น โปรดลองใหม่ภายหลัง";
    static const struct refusal refusals[] = {
        {{"plan", "tiny.db", "--name", "q"}, ERR_STORE, en, th},
        {{"drop", "tiny.db", "p"}, ERR_STORE, en, th},
        {{"import", "tiny.db", TINY}, ERR_STORE, en, th},
    };
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    assert_int_equal(setenv("KRU_BUSY_MS", "100", 1), 0);
    accepts("plan", "tiny.db", "--name", "p");
    assert_ok(store_open("tiny.db", &store, &err));
    assert_ok(store_begin(store, &err));
    accepts("show", "tiny.db", "p"); /* makes what lies beside an open database */
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct run run = {0};
        const double start = seconds_now();
        type(&run, "--lang=en", refusals[i].word);
        assert_true(seconds_now() - start < 4.0); /* the preset waits 5 s */
        assert_fails(&run, refusals[i].code, refusals[i].en);
        assert_string_equal(run.out, "");
        type(&run, "--lang=th", refusals[i].word);
        assert_fails(&run, refusals[i].code, refusals[i].th);
        run_clear(&run);
    }
    store_rollback(store);
    store_close(store);
    accepts("show", "tiny.db", "p");
    accepts("plan", "tiny.db", "--name", "q");
    assert_int_equal(unsetenv("KRU_BUSY_MS"), 0);
}

/* ---- a disk that is full ------------------------------------------------------------------- */

/* A disk of 1 MB that only this process and its children see, and that ends with it. */
static bool small_disk(void)
{
    if (geteuid() != 0 || mkdir("disk", 0777) != 0) return false;
    if (unshare(CLONE_NEWNS) != 0) return false;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return false;
    return mount("kru", "disk", "tmpfs", 0, "size=1m") == 0;
}

/* A file that leaves `left` bytes of the disk. */
static void fill(const char *path, off_t left)
{
    static const char block[4096];
    const int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0666);
    off_t size = 0;
    assert_true(file >= 0);
    while (write(file, block, sizeof block) == (ssize_t)sizeof block) size += (off_t)sizeof block;
    assert_true(size > left);
    assert_int_equal(ftruncate(file, size - left), 0);
    close(file);
}

static char *plan_as_shown(const char *database)
{
    struct run run = {0};
    kru(&run, "show", database, "p", "--detail", "--format", "json");
    assert_quiet(&run);
    free(run.err);
    return run.out;
}

static void assert_refused_on_disk(const struct refusal *refusal)
{
    char before[HASH_TEXT], after[HASH_TEXT];
    fingerprint("disk", before);
    assert_refused(refusal);
    fingerprint("disk", after);
    assert_string_equal(before, after);
}

static void a_full_disk_is_told_and_what_was_saved_stays(void **state)
{
    enum { ROOM = 40 << 10 }; /* enough to open a database, too little to save a plan */
    static const char en[] =
        "the disk is full, nothing was written to 'disk/t.db'; make room and try again";
    static const char th[] = "ดิสก์เต็ม ไม่ได้บันทึกอะไรลง 'disk/t.db' โปรดเพิ่มที่ว่างแล้วลองใหม่";
    static const struct refusal refusals[] = {
        {{"plan", "disk/t.db", "--name", "q"}, ERR_STORE, en, th},
        {{"drop", "disk/t.db", "p"}, ERR_STORE, en, th},
        {{"export", "disk/t.db", "p", "--to", "disk/p.json"},
         ERR_STORE,
         "cannot write 'disk/p.json': No space left on device",
         "เขียน 'disk/p.json' ไม่ได้: ดิสก์เต็ม"},
        {{"init", "disk/new.db", "--from", TINY},
         ERR_STORE,
         "the disk is full, nothing was written to 'disk/new.db'; make room and try again",
         "ดิสก์เต็ม ไม่ได้บันทึกอะไรลง 'disk/new.db' โปรดเพิ่มที่ว่างแล้วลองใหม่"},
    };
    (void)state;
    if (!small_disk()) skip(); /* not root, or a container that may not mount */
    accepts("init", "disk/t.db", "--from", TINY);
    accepts("plan", "disk/t.db", "--name", "p");
    char *before = plan_as_shown("disk/t.db");
    fill("disk/filler", ROOM);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_refused_on_disk(&refusals[i]);
    char *during = plan_as_shown("disk/t.db");
    assert_string_equal(before, during);
    assert_int_equal(unlink("disk/filler"), 0);
    char *after = plan_as_shown("disk/t.db");
    assert_string_equal(before, after);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (i != 1) assert_accepted(refusals[i].word); /* drop comes last: p is exported first */
    accepts("verify", "disk/t.db", "p");
    assert_accepted(refusals[1].word);
    free(before);
    free(during);
    free(after);
}

static int teardown_disk(void **state)
{
    umount2(run_path("disk"), MNT_DETACH); /* fails where nothing was mounted */
    return teardown(state);
}

/* What everybody can try: no file may grow beyond 40,000 bytes. The log of a plan must. */
static void a_file_that_may_not_grow_is_told_and_what_was_saved_stays(void **state)
{
    static const struct refusal refusals[] = {
        {{"plan", "tiny.db", "--name", "q"},
         ERR_STORE,
         "'tiny.db' cannot be read or written: File too large",
         "อ่านหรือเขียน 'tiny.db' ไม่ได้: ไฟล์ใหญ่เกินที่ระบบอนุญาต"},
        {{"init", "new.db", "--from", TINY},
         ERR_STORE,
         "'new.db' cannot be read or written: File too large",
         "อ่านหรือเขียน 'new.db' ไม่ได้: ไฟล์ใหญ่เกินที่ระบบอนุญาต"},
    };
    struct rlimit limit;
    (void)state;
    accepts("plan", "tiny.db", "--name", "p");
    char *before = plan_as_shown("tiny.db");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){40000, limit.rlim_max}), 0);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) assert_refused(&refusals[i]);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    signal(SIGXFSZ, SIG_DFL);
    char *after = plan_as_shown("tiny.db");
    assert_string_equal(before, after);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_accepted(refusals[i].word);
    accepts("verify", "tiny.db", "p");
    free(before);
    free(after);
}

/* ---- plans that cannot be ------------------------------------------------------------------ */

/* The whole city over ten years is many times the work of a second. */
static void a_time_limit_ends_with_a_sentence_and_saves_nothing(void **state)
{
    static const struct refusal refusal = {
        {"plan", "city.db", "--set", "horizon.years=10", "--set", "solve.limit_s=1"},
        ERR_LIMIT,
        "the program was not solved within 1 s, the limit of 'solve.limit_s'",
        "คำนวณไม่เสร็จภายใน 1 วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'"};
    (void)state;
    accepts("init", "city.db");
    const double start = seconds_now();
    assert_refused(&refusal);
    assert_true(seconds_now() - start < 2 * 10.0);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_fingerprint_sees_every_change, setup, teardown),
    CASE_WITH(what_is_no_database_of_ours_is_refused_by_every_command, setup, teardown),
    CASE_WITH(init_refuses_what_it_cannot_make_or_fill, setup, teardown),
    CASE_WITH(one_mistake_in_a_file_is_one_sentence_with_its_place, setup, teardown),
    CASE_WITH(several_mistakes_are_a_line_each_and_a_sentence, setup, teardown),
    CASE_WITH(bytes_that_are_no_text_are_refused, setup, teardown),
    CASE_WITH(files_that_are_not_known_are_refused_with_those_that_are, setup, teardown),
    CASE_WITH(enormous_files_are_refused_fast_and_in_little_memory, setup, teardown),
    CASE_WITH(settings_that_cannot_be_are_named_with_what_is_allowed, setup, teardown),
    CASE_WITH(scenario_files_are_refused_with_file_and_line, setup, teardown),
    CASE_WITH(words_that_are_not_known_are_named, setup, teardown),
    CASE_WITH(plans_that_are_not_there_or_are_taken_are_named, setup, teardown),
    CASE_WITH(exports_that_cannot_be_written_leave_nothing, setup, teardown),
    CASE_WITH(an_output_that_is_full_or_closed_is_told, setup, teardown),
    CASE_WITH(a_locked_database_is_told_and_not_waited_for_without_end, setup, teardown),
    CASE_WITH(a_full_disk_is_told_and_what_was_saved_stays, setup, teardown_disk),
    CASE_WITH(a_file_that_may_not_grow_is_told_and_what_was_saved_stays, setup, teardown),
    CASE_WITH(a_time_limit_ends_with_a_sentence_and_saves_nothing, setup, teardown),
};
TEST_MAIN(cases)
