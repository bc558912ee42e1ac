/* Documents that are printed from tables are what the program prints, and `kru help` names them. */
#include "tests/cli/run.h"

static const char document_end[] = "<!-- The end of what is printed. -->\n";

/* Keeps what the document should be where a person can take it from. */
static void fail_with_copy(const char *name, const char *text)
{
    char copy[RUN_PATH];
    snprintf(copy, sizeof copy, "%s/%s", KRU_BUILD, name);
    run_write_file(copy, text);
    fail_msg("docs/%s is out of date; what it should be is in %s", name, copy);
}

/* The document is its own words up to the end of the line that names the command, then what is
   printed, then its last line. */
static void assert_document(const char *name, const char *command, const char *printed)
{
    char path[RUN_PATH], mark[128];
    snprintf(path, sizeof path, KRU_SOURCE "/docs/%s", name);
    snprintf(mark, sizeof mark,
             "<!-- What follows, up to the last line, is printed by `%s`; "
             "a test compares it. -->\n",
             command);
    char *document = run_read_file(path);
    const char *start = strstr(document, mark);
    assert_non_null(start);
    const int head = (int)(start + strlen(mark) - document);
    const size_t size = head + strlen(printed) + sizeof document_end;
    char *want = malloc(size);
    assert_non_null(want);
    snprintf(want, size, "%.*s%s%s", head, document, printed, document_end);
    if (strcmp(document, want) != 0) fail_with_copy(name, want);
    free(want);
    free(document);
}

static void model_md_holds_what_help_model_prints(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "help", "model");
    assert_quiet(&run);
    assert_has(run.out, "| `head[j,t]` | teachers | ");
    assert_has(run.out, "| `need[j,t]` | law | ");
    assert_document("model.md", "kru help model", run.out);
    run_clear(&run);
}

/* The word is a command, too: its help comes first, and the document begins with its title. */
static void import_md_holds_what_help_import_prints_after_the_command(void **state)
{
    struct run run = {0}, command = {0};
    (void)state;
    kru(&command, "import", "--help");
    kru(&run, "help", "import");
    assert_quiet(&run);
    assert_int_equal(strncmp(run.out, command.out, strlen(command.out)), 0);
    const char *document = run.out + strlen(command.out);
    assert_int_equal(strncmp(document, "\n# Files to import\n", 19), 0);
    assert_document("import.md", "kru help import", document + 1);
    run_clear(&run);
    run_clear(&command);
}

static void help_keys_is_base_ini(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "help", "keys");
    assert_quiet(&run);
    char *base = run_read_file(KRU_SOURCE "/conf/base.ini");
    assert_string_equal(run.out, base);
    free(base);
    run_clear(&run);
}

static void help_names_its_documents_in_both_languages(void **state)
{
    struct run th = {0}, en = {0};
    (void)state;
    kru_th(&th, "help");
    kru(&en, "help");
    assert_quiet(&th);
    assert_quiet(&en);
    assert_has(en.out, "\nDocuments\n  kru help import  files to import and their columns\n");
    assert_has(en.out, "  kru help keys    every key of a scenario\n");
    assert_has(en.out, "  kru help model   variables and rows of the linear program\n");
    assert_has(th.out, "\nเอกสาร\n  kru help import  ไฟล์นำเข้าและคอลัมน์\n");
    kru_th(&th, "help", "import");
    assert_has(th.out, "\n# ไฟล์นำเข้า\n");
    run_clear(&th);
    run_clear(&en);
}

static const struct CMUnitTest cases[] = {
    CASE(model_md_holds_what_help_model_prints),
    CASE(import_md_holds_what_help_import_prints_after_the_command),
    CASE(help_keys_is_base_ini),
    CASE(help_names_its_documents_in_both_languages),
};
TEST_MAIN(cases)
