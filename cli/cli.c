/* From argv to a command and back to an exit status. Options may stand anywhere; which of them a
   command takes is in its entry of the table. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_OPTION_VALUE = 256 }; /* above every letter, so that getopt's answers differ */

bool call_has(const struct call *call, enum option_id option)
{
    return call->values[option] > 0;
}

const char *call_value(const struct call *call, enum option_id option)
{
    return call->values[option] > 0 ? call->value[option][0] : NULL;
}

static void call_clear(struct call *call)
{
    free(call->argument);
    for (int i = 0; i < OPTIONS; i++) free(call->value[i]);
    *call = (struct call){0};
}

/* The language is wanted before anything can go wrong. */
static void set_language(int argc, char **argv)
{
    enum lang lang = lang_of_locale();
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            lang_parse(argv[i + 1], &lang);
        else if (strncmp(argv[i], "--lang=", 7) == 0)
            lang_parse(argv[i] + 7, &lang);
    }
    lang_set(lang);
}

static enum err_code keep_option(struct call *call, int id, const char *value, struct err *err)
{
    const struct option_entry *option = &option_table[id];
    if (call->values[id] > 0 && !option->repeatable && option->argument)
        return err_set(err, ERR_INPUT, "ใส่ '--%s' สองครั้ง ใส่ได้ครั้งเดียว",
                       "'--%s' is given twice, allowed is once", option->name);
    call->value[id][call->values[id]++] = value ? value : "";
    return ERR_OK;
}

static enum err_code unknown_option(const char *word, struct err *err)
{
    const char *names[OPTIONS];
    char name[128] = "";
    for (int i = 0; i < OPTIONS; i++) names[i] = option_table[i].name;
    snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *nearest = nearest_word(name, names, OPTIONS);
    if (!nearest)
        return err_set(err, ERR_INPUT, "ไม่มีตัวเลือก '%s' ดูตัวเลือกทั้งหมดด้วย 'kru help'",
                       "no option '%s', 'kru help' lists them", word);
    return err_set(err, ERR_INPUT, "ไม่มีตัวเลือก '%s' หมายถึง '--%s' หรือไม่",
                   "no option '%s', is '--%s' meant", word, nearest);
}

static enum err_code bad_option(int answer, const char *word, struct err *err)
{
    if (answer == ':' && optopt >= FIRST_OPTION_VALUE) {
        const struct option_entry *option = &option_table[optopt - FIRST_OPTION_VALUE];
        return err_set(err, ERR_INPUT, "'--%s' ต้องตามด้วย %s", "'--%s' needs %s after it",
                       option->name, option->argument);
    }
    if (optopt >= FIRST_OPTION_VALUE)
        return err_set(err, ERR_INPUT, "'--%s' ไม่รับค่า", "'--%s' takes no value",
                       option_table[optopt - FIRST_OPTION_VALUE].name);
    if (optopt > 0) {
        const char letter[] = {'-', (char)optopt, '\0'};
        return unknown_option(letter, err);
    }
    return unknown_option(word, err);
}

static enum err_code take_apart(int argc, char **argv, struct call *call, struct err *err)
{
    struct option known[OPTIONS + 1] = {{0}};
    for (int i = 0; i < OPTIONS; i++) {
        known[i] = (struct option){option_table[i].name,
                                   option_table[i].argument ? required_argument : no_argument, NULL,
                                   FIRST_OPTION_VALUE + i};
        call->value[i] = mem_new((size_t)argc, sizeof *call->value[i]);
    }
    call->argument = mem_new((size_t)argc, sizeof *call->argument);
    opterr = 0;
    optind = 1;
    for (;;) {
        /* '-': words that are no options come in order, as the value of an option 1. */
        const int answer = getopt_long(argc, argv, "-:h", known, NULL);
        enum err_code code = ERR_OK;
        if (answer == -1) break;
        if (answer == 1)
            call->argument[call->arguments++] = optarg;
        else if (answer == 'h')
            code = keep_option(call, OPTION_HELP, NULL, err);
        else if (answer >= FIRST_OPTION_VALUE)
            code = keep_option(call, answer - FIRST_OPTION_VALUE, optarg, err);
        else
            code = bad_option(answer, argv[optind - 1], err);
        if (code != ERR_OK) return code;
    }
    while (optind < argc) call->argument[call->arguments++] = argv[optind++];
    return ERR_OK;
}

static enum err_code find_command(struct call *call, struct err *err)
{
    if (call->arguments == 0) {
        if (call_has(call, OPTION_HELP) || call_has(call, OPTION_VERSION)) return ERR_OK;
        return err_set(err, ERR_INPUT, "ยังไม่ได้ระบุคำสั่ง ดูคำสั่งทั้งหมดด้วย 'kru help'",
                       "no command given, 'kru help' lists them");
    }
    struct text name = {0};
    const int words = group_find(call->argument[0]) && call->arguments > 1 ? 2 : 1;
    text_add(&name, "%s%s%s", call->argument[0], words == 2 ? " " : "",
             words == 2 ? call->argument[1] : "");
    call->command = command_find(name.s);
    const enum err_code code = call->command ? ERR_OK : command_unknown(name.s, err);
    text_clear(&name);
    if (code != ERR_OK) return code;
    call->arguments -= words;
    memmove(call->argument, call->argument + words, call->arguments * sizeof *call->argument);
    return ERR_OK;
}

static enum err_code check_options(const struct call *call, struct err *err)
{
    const uint64_t allowed = command_options(call->command);
    for (int i = 0; i < OPTIONS; i++) {
        if (call->values[i] == 0 || (allowed & option_bit(i))) continue;
        struct text list = {0};
        for (int k = 0; k < OPTIONS; k++)
            if (allowed & option_bit(k)) text_add(&list, " --%s", option_table[k].name);
        const enum err_code code =
            err_set(err, ERR_INPUT, "'--%s' ใช้กับ 'kru %s' ไม่ได้ ใช้ได้เฉพาะ%s",
                    "'--%s' does not go with 'kru %s', allowed are%s", option_table[i].name,
                    call->command->name, text_s(&list));
        text_clear(&list);
        return code;
    }
    return ERR_OK;
}

static enum err_code check_arguments(const struct call *call, struct err *err)
{
    const struct command *command = call->command;
    if (call->arguments < command->least)
        return err_set(err, ERR_INPUT, "คำสั่ง 'kru %s' ยังระบุไม่ครบ วิธีใช้: kru %s %s",
                       "'kru %s' needs more, usage: kru %s %s", command->name, command->name,
                       command->arguments);
    if (command->most != ANY_NUMBER && call->arguments > command->most)
        return err_set(err, ERR_INPUT, "มี '%s' เกินมา วิธีใช้: kru %s %s",
                       "'%s' is too much, usage: kru %s %s", call->argument[command->most],
                       command->name, command->arguments);
    return ERR_OK;
}

static enum err_code check_common_values(struct call *call, struct err *err)
{
    const char *format = call_value(call, OPTION_FORMAT), *lang = call_value(call, OPTION_LANG);
    enum lang parsed;
    if (lang && !lang_parse(lang, &parsed))
        return err_set(err, ERR_INPUT, "'--lang' เป็น '%s' ใช้ได้เฉพาะ th en",
                       "'--lang' is '%s', allowed are th en", lang);
    if (lang) lang_set(parsed);
    if (format && !format_parse(format, &call->format))
        return err_set(err, ERR_INPUT, "'--format' เป็น '%s' ใช้ได้เฉพาะ table json csv",
                       "'--format' is '%s', allowed are table json csv", format);
    const char *no_color = getenv("NO_COLOR");
    call->colour = call->format == FORMAT_TABLE && !call_has(call, OPTION_NO_COLOR) &&
                   !(no_color && *no_color) && isatty(STDOUT_FILENO);
    return ERR_OK;
}

static enum err_code run(struct call *call, struct text *out, struct err *err)
{
    enum err_code code = find_command(call, err);
    if (code == ERR_OK) code = check_common_values(call, err);
    if (code == ERR_OK && call_has(call, OPTION_VERSION)) {
        text_add(out, "kru %s\n", KRU_VERSION);
        return ERR_OK;
    }
    if (code == ERR_OK && call_has(call, OPTION_HELP)) {
        help_text(call->command, out);
        return ERR_OK;
    }
    if (code == ERR_OK) code = check_options(call, err);
    if (code == ERR_OK) code = check_arguments(call, err);
    return code == ERR_OK ? call->command->run(call, out, err) : code;
}

/* The work is done and saved by now. A reader that goes away (`kru gaps ... | head`) ends the
   program by SIGPIPE without a word, as with other tools of the shell. */
static enum err_code write_out(const struct text *out, struct err *err)
{
    if (out->length == 0) return ERR_OK;
    if (fwrite(out->s, 1, out->length, stdout) == out->length && fflush(stdout) == 0) return ERR_OK;
    const char *reason = err_reason(errno);
    return err_set(err, ERR_STORE, "ส่งผลลัพธ์ออกไม่ได้: %s", "cannot write the output: %s", reason);
}

int cli_run(int argc, char **argv)
{
    struct call call = {0};
    struct text out = {0};
    struct err err = {0}, write_err = {0};
    set_language(argc, argv);
    enum err_code code = take_apart(argc, argv, &call, &err);
    if (code == ERR_OK) code = run(&call, &out, &err);
    /* A command that fails may have something to show first: what was checked, what was read. */
    const enum err_code written = write_out(&out, &write_err);
    if (code != ERR_OK) fprintf(stderr, "kru: %s\n", err.text);
    if (written != ERR_OK) fprintf(stderr, "kru: %s\n", write_err.text);
    text_clear(&out);
    call_clear(&call);
    return err_exit_status(code != ERR_OK ? code : written);
}

enum err_code work_open(const struct call *call, struct work *work, struct err *err)
{
    const enum err_code code = store_open(call->argument[0], &work->store, err);
    return code == ERR_OK ? store_read_register(work->store, &work->reg, err) : code;
}

enum err_code work_resolve(const struct call *call, struct work *work, struct err *err)
{
    enum err_code code = ERR_OK;
    struct settings *settings = settings_new();
    for (int i = 0; i < call->values[OPTION_SCENARIO] && code == ERR_OK; i++)
        code = settings_add_file(settings, call->value[OPTION_SCENARIO][i], err);
    for (int i = 0; i < call->values[OPTION_SET] && code == ERR_OK; i++)
        code = settings_add(settings, call->value[OPTION_SET][i], err);
    if (code == ERR_OK) code = settings_resolve(settings, &work->reg, &work->params, err);
    settings_free(settings);
    return code;
}

enum err_code work_resolve_plan(struct work *work, const struct stored_plan *plan, struct err *err)
{
    struct settings *settings = settings_new();
    enum err_code code = settings_add_text(settings, plan->scenario_text, plan->name, err);
    if (code == ERR_OK) code = settings_resolve(settings, &work->reg, &work->params, err);
    settings_free(settings);
    return code;
}

enum err_code work_staff(const struct call *call, struct work *work, struct err *err)
{
    enum err_code code = work_open(call, work, err);
    if (code == ERR_OK) code = work_resolve(call, work, err);
    if (code == ERR_OK) code = staffing_make(&work->reg, &work->params, &work->staffing, err);
    return code;
}

void work_close(struct work *work)
{
    staffing_clear(&work->staffing);
    params_clear(&work->params);
    register_clear(&work->reg);
    store_close(work->store);
    *work = (struct work){0};
}

void call_print(const struct call *call, struct table *table, struct text *out)
{
    table_print(table, call->format, call->colour, !call_has(call, OPTION_NO_BOM), out);
    table_free(table);
}

void note_synthetic(const struct school_register *reg, struct table *table)
{
    struct text note = {0};
    synthetic_note(reg, &note);
    if (note.length > 0) table_note(table, note.s);
    text_clear(&note);
}
