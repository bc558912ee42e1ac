/* Manual pages and completions, made from the tables of commands and options. */
#include "tests/cli/run.h"

#include "cli/cli.h"

static char *made(const char *name)
{
    char path[RUN_PATH * 2];
    snprintf(path, sizeof path, KRU_BUILD "/manual/%s", name);
    return run_read_file(path);
}

/* A page without its escapes of dashes. */
static char *made_page(const char *name)
{
    char *page = made(name), *to = page;
    for (const char *c = page; *c; c++)
        if (strncmp(c, "\\-", 2) != 0) *to++ = *c;
    *to = '\0';
    return page;
}

static void every_command_has_a_page_and_an_example_in_both_languages(void **state)
{
    (void)state;
    for (int i = 0; i < command_count; i++) {
        char th[128], en[128], example[128], page[64];
        snprintf(page, sizeof page, "%s", command_table[i].name);
        for (char *c = page; *c; c++)
            if (*c == ' ') *c = '-';
        snprintf(en, sizeof en, "man/man1/kru-%s.1", page);
        snprintf(th, sizeof th, "man/th/man1/kru-%s.1", page);
        snprintf(example, sizeof example, "\nkru %s ", command_table[i].name);
        char *english = made_page(en), *thai = made_page(th);
        assert_has(english, command_table[i].en);
        assert_has(thai, command_table[i].th);
        assert_has(english, example);
        assert_has(thai, example);
        free(english);
        free(thai);
    }
}

/* What the shell would offer after these words, one blank between two. */
static void offered(const char *words, char *out, size_t size)
{
    char script[4096];
    snprintf(script, sizeof script,
             "PATH=$(dirname '" KRU_BINARY "'):$PATH; source " KRU_BUILD
             "/manual/completions/kru.bash; compopt() { :; }; COMP_WORDS=(%s); "
             "COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _kru; echo \"${COMPREPLY[*]}\" > '%s'",
             words, run_path("offered"));
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/bash", "bash", "-c", script, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    char *text = run_read_file(run_path("offered"));
    snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
    free(text);
}

static void bash_completes_commands_options_words_and_plans(void **state)
{
    struct run run = {0};
    char words[RUN_PATH * 2], found[4096];
    (void)state;
    offered("kru expl", found, sizeof found);
    assert_string_equal(found, "explain");
    offered("kru plan x.db --scen", found, sizeof found);
    assert_string_equal(found, "--scenario");
    offered("kru plan x.db --format ''", found, sizeof found);
    assert_string_equal(found, "table json csv");
    offered("kru help expo", found, sizeof found);
    assert_string_equal(found, "export");
    kru(&run, "plan", run_path("tiny.db"), "--name", "first");
    assert_int_equal(run.status, 0);
    snprintf(words, sizeof words, "kru show '%s' fi", run_path("tiny.db"));
    offered(words, found, sizeof found);
    assert_string_equal(found, "first");
    run_clear(&run);
}

static void bash_completes_the_words_of_a_group(void **state)
{
    char found[4096];
    (void)state;
    offered("kru equ", found, sizeof found);
    assert_string_equal(found, "equity");
    offered("kru equity in", found, sizeof found);
    assert_string_equal(found, "init index");
    offered("kru equity matches x.db --ans", found, sizeof found);
    assert_string_equal(found, "--answer");
    offered("kru equity matches x.db --answer ''", found, sizeof found);
    assert_string_equal(found, "same same-number new");
}

/* The builtins of zsh's completion replaced by ones that print what they are given. */
static void zsh_completes_the_words_of_a_group(void **state)
{
    char script[4096];
    (void)state;
    if (access("/usr/bin/zsh", X_OK) != 0) skip();
    snprintf(script, sizeof script,
             "compadd() { print -r -- \"$@\" }; _arguments() { print -r -- \"$@\" }; "
             "words=(kru equity in); CURRENT=3; source '" KRU_BUILD
             "/manual/completions/_kru' > '%s'; words=(kru equity matches x.db ''); CURRENT=5; "
             "source '" KRU_BUILD "/manual/completions/_kru' >> '%s'",
             run_path("offered"), run_path("offered"));
    const pid_t child = fork();
    if (child == 0) {
        execl("/usr/bin/zsh", "zsh", "-fc", script, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    char *text = run_read_file(run_path("offered"));
    assert_has(text, "init users models ");
    assert_has(text, "--answer[");
    free(text);
}

static const struct CMUnitTest cases[] = {
    CASE(every_command_has_a_page_and_an_example_in_both_languages),
    CASE_WITH(bash_completes_the_words_of_a_group, run_setup, run_teardown),
    CASE_WITH(zsh_completes_the_words_of_a_group, run_setup, run_teardown),
    CASE_WITH(bash_completes_commands_options_words_and_plans, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
