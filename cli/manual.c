/* kru-manual FOLDER: writes the manual pages in both languages and the completions of bash and zsh,
   all from the tables that the program itself walks. The build runs it. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- manual pages ------------------------------------------------------------------------- */

/* Text of a line of roff: a backslash, and a dot or quote that begins the line, mean something. */
static void add_roff(const char *text, struct text *out)
{
    bool begins = true;
    for (const char *c = text; *c; c++) {
        if (begins && (*c == '.' || *c == '\'')) text_add(out, "\\&");
        if (*c == '\\')
            text_add(out, "\\e");
        else if (*c == '-')
            text_add(out, "\\-");
        else
            text_add_bytes(out, c, 1);
        begins = *c == '\n';
    }
}

static void add_section(const char *th, const char *en, struct text *out)
{
    text_add(out, ".SH \"%s\"\n", lang_pick(th, en));
}

static void add_head(const char *name, const char *what, struct text *out)
{
    text_add(out, ".TH \"%s\" \"1\" \"\" \"kru %s\" \"kru\"\n", name, KRU_VERSION);
    text_add(out, ".ad l\n.nh\n"); /* Thai has no blanks between words to stretch */
    add_section("ชื่อ", "NAME", out);
    add_roff(name, out);
    text_add(out, " \\- ");
    add_roff(what, out);
    text_add(out, "\n");
}

static void add_paragraph(const char *text, struct text *out)
{
    for (const char *line = text; *line;) {
        struct text one = {0};
        const size_t length = strcspn(line, "\n");
        text_add_bytes(&one, line, length);
        text_add(out, ".PP\n");
        add_roff(text_s(&one), out);
        text_add(out, "\n");
        text_clear(&one);
        line += length + (line[length] == '\n');
    }
}

static void add_options(uint64_t options, struct text *out)
{
    for (int i = 0; i < OPTIONS; i++) {
        const struct option_entry *option = &option_table[i];
        if (!(options & option_bit(i))) continue;
        text_add(out, ".TP\n\\fB\\-\\-");
        add_roff(option->name, out);
        text_add(out, "\\fR");
        if (option->argument) {
            text_add(out, " \\fI");
            add_roff(option->argument, out);
            text_add(out, "\\fR");
        }
        text_add(out, "\n");
        add_roff(lang_pick(option->th, option->en), out);
        if (option->repeatable) text_add(out, "%s", lang_pick(" (ใช้ซ้ำได้)", " (may be repeated)"));
        text_add(out, "\n");
    }
}

static void add_exit_status(struct text *out)
{
    add_section("สถานะเมื่อจบ", "EXIT STATUS", out);
    for (int code = 0; code < ERR_CODES; code++) {
        text_add(out, ".TP\n\\fB%d\\fR\n", err_exit_status((enum err_code)code));
        add_roff(err_meaning((enum err_code)code), out);
        text_add(out, "\n");
    }
}

static void add_examples(const struct command *command, struct text *out)
{
    bool any = false;
    for (int i = 0; i < example_count; i++) {
        const struct example *example = &example_table[i];
        if (command && strcmp(example->command, command->name) != 0) continue;
        if (!any) add_section("ตัวอย่าง", "EXAMPLES", out);
        any = true;
        add_paragraph(lang_pick(example->th, example->en), out);
        text_add(out, ".RS 4\n.nf\nkru ");
        add_roff(example->command, out);
        text_add(out, " ");
        add_roff(example->line, out);
        text_add(out, "\n.fi\n.RE\n");
    }
}

/* "kru-equity-init": blanks become dashes. */
static void page_name(const struct command *command, struct text *out)
{
    text_add(out, "kru-%s", command->name);
    for (char *c = out->s; *c; c++)
        if (*c == ' ') *c = '-';
}

static void command_page(const struct command *command, struct text *out)
{
    struct text name = {0};
    page_name(command, &name);
    add_head(name.s, lang_pick(command->th, command->en), out);
    add_section("วิธีใช้", "SYNOPSIS", out);
    text_add(out, "\\fBkru ");
    add_roff(command->name, out);
    text_add(out, "\\fR \\fI");
    add_roff(command->arguments, out);
    text_add(out, "\\fR [%s...]\n", lang_pick("ตัวเลือก", "options"));
    if (command->note_en) {
        add_section("รายละเอียด", "DESCRIPTION", out);
        add_paragraph(lang_pick(command->note_th, command->note_en), out);
    }
    add_section("ตัวเลือก", "OPTIONS", out);
    add_options(command_options(command), out);
    add_examples(command, out);
    add_exit_status(out);
    add_section("ดูเพิ่ม", "SEE ALSO", out);
    text_add(out, "\\fBkru\\fR(1)\n");
    text_clear(&name);
}

static void program_page(struct text *out)
{
    add_head("kru",
             lang_pick("วางแผนอัตรากำลังครูของโรงเรียนรัฐ", "plans teacher staffing for public schools"),
             out);
    add_section("วิธีใช้", "SYNOPSIS", out);
    text_add(out, "\\fBkru\\fR \\fICOMMAND\\fR ...\n");
    add_section("รายละเอียด", "DESCRIPTION", out);
    add_paragraph(
        lang_pick(
            "kru บอกว่าใครเกษียณเมื่อใด โรงเรียนใดต้องการครูวิชาเอกใด และควรรับครูทางใด ปีใด "
            "เพื่อให้ตำแหน่งว่างเหลือน้อยและกระจายอย่างเป็นธรรม ข้อมูลทั้งหมดอยู่ในไฟล์ SQLite ไฟล์เดียว",
            "kru tells who retires when, which school needs teachers of which major, and whom "
            "to recruit through which channel and in which year, so that the posts that stay "
            "empty are few and fairly spread. All data are in one SQLite file."),
        out);
    add_section("คำสั่ง", "COMMANDS", out);
    for (int i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        struct text name = {0};
        page_name(command, &name);
        text_add(out, ".TP\n\\fB");
        add_roff(name.s, out);
        text_add(out, "\\fR(1)\n");
        text_clear(&name);
        add_roff(lang_pick(command->th, command->en), out);
        text_add(out, "\n");
    }
    add_section("ตัวเลือก", "OPTIONS", out);
    add_options(common_options, out);
    add_section("ตัวแปรแวดล้อม", "ENVIRONMENT", out);
    text_add(out, ".TP\n\\fBLC_ALL\\fR, \\fBLC_MESSAGES\\fR, \\fBLANG\\fR\n%s\n",
             lang_pick("ภาษาอังกฤษเมื่อขึ้นต้นด้วย en มิฉะนั้นภาษาไทย",
                       "English when it begins with en, Thai otherwise"));
    add_examples(NULL, out);
    add_exit_status(out);
}

/* ---- completion --------------------------------------------------------------------------- */

/* Words between which an option chooses, "table json csv"; false when it takes anything else. */
static bool choice_words(const char *argument, struct text *out)
{
    if (!argument || !strchr(argument, '|')) return false;
    for (const char *c = argument; *c; c++) text_add_bytes(out, *c == '|' ? " " : c, 1);
    return true;
}

/* The words that may stand first: commands and groups. */
static void add_first_words(struct text *out)
{
    for (int i = 0; i < command_count; i++)
        if (!strchr(command_table[i].name, ' ')) text_add(out, "%s ", command_table[i].name);
    for (int i = 0; i < group_count; i++) text_add(out, "%s ", group_table[i].name);
}

/* The words that may stand second, behind the name of a group. */
static void add_second_words(const struct group *group, struct text *out)
{
    for (int i = 0; i < command_count; i++)
        if (group_has(group, &command_table[i]))
            text_add(out, "%s ", command_table[i].name + strlen(group->name) + 1);
}

static void bash_groups(struct text *out)
{
    for (int i = 0; i < group_count; i++) {
        text_add(out,
                 "    %s) command=\"$command ${COMP_WORDS[2]}\"; first=4; "
                 "database=${COMP_WORDS[3]}\n"
                 "        [ \"$COMP_CWORD\" -eq 2 ] && { COMPREPLY=($(compgen -W '",
                 group_table[i].name);
        add_second_words(&group_table[i], out);
        text_add(out, "' -- \"$word\")); return; } ;;\n");
    }
}

static void add_option_words(uint64_t options, struct text *out)
{
    for (int i = 0; i < OPTIONS; i++)
        if (options & option_bit(i)) text_add(out, " --%s", option_table[i].name);
}

static void bash_choices(struct text *out)
{
    for (int i = 0; i < OPTIONS; i++) {
        struct text words = {0};
        if (choice_words(option_table[i].argument, &words))
            text_add(out, "    --%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
                     option_table[i].name, words.s);
        text_clear(&words);
    }
}

static void bash_completion(struct text *out)
{
    text_add(out, "# bash completion of kru, made from its tables of commands and options\n"
                  "_kru() {\n"
                  "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    local command=${COMP_WORDS[1]} database=${COMP_WORDS[2]} first=3\n"
                  "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                  "        COMPREPLY=($(compgen -W '");
    add_first_words(out);
    text_add(out, "' -- \"$word\")); return\n    fi\n    case $command in\n");
    bash_groups(out);
    text_add(out, "    esac\n    case $before in\n");
    bash_choices(out);
    text_add(out, "    --plan) _kru_plans; return ;;\n"
                  "    --from|--to|--scenario|--scenarios|--mapping) compopt -o filenames\n"
                  "        COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n    esac\n"
                  "    case $word in -*) case $command in\n");
    for (int i = 0; i < command_count; i++) {
        text_add(out, "    '%s') COMPREPLY=($(compgen -W '", command_table[i].name);
        add_option_words(command_options(&command_table[i]), out);
        text_add(out, "' -- \"$word\")); return ;;\n");
    }
    text_add(out, "    esac ;; esac\n    case $command in\n    help) COMPREPLY=($(compgen -W '");
    add_first_words(out);
    text_add(out, "' -- \"$word\")); return ;;\n    ");
    const char *bar = "";
    for (int i = 0; i < command_count; i++)
        if (strstr(command_table[i].arguments, "PLAN")) {
            text_add(out, "%s'%s'", bar, command_table[i].name);
            bar = "|";
        }
    text_add(out,
             ") [ \"$COMP_CWORD\" -ge $first ] && { _kru_plans; return; } ;;\n    esac\n"
             "    compopt -o filenames\n    COMPREPLY=($(compgen -f -- \"$word\"))\n}\n"
             "_kru_plans() {\n    local IFS=$'\\n'\n"
             "    COMPREPLY=($(compgen -W \"$(kru plans \"$database\" --format csv 2>/dev/null |\n"
             "        tail -n +2 | cut -d, -f2)\" -- \"$word\"))\n}\n"
             "complete -F _kru kru\n");
}

/* A text inside '...' of a shell, and inside [...] of zsh. */
static void add_zsh(const char *text, struct text *out)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            text_add(out, "'\\''");
        else
            text_add(out, "%s%c", strchr("[]:\\", *c) ? "\\" : "", *c);
    }
}

static void zsh_option(const struct option_entry *option, struct text *out)
{
    struct text words = {0};
    text_add(out, " \\\n        '%s--%s[", option->repeatable ? "*" : "", option->name);
    add_zsh(option->en, out);
    text_add(out, "]");
    if (choice_words(option->argument, &words))
        text_add(out, ":word:(%s)", words.s);
    else if (option->argument && strcmp(option->name, "plan") == 0)
        text_add(out, ":plan:_kru_plans");
    else if (option->argument)
        text_add(out, ":%s:_files", option->argument[0] ? "value" : "");
    text_add(out, "'");
    text_clear(&words);
}

static void zsh_described(const char *name, const char *what, struct text *out)
{
    text_add(out, "        '%s:", name);
    add_zsh(what, out);
    text_add(out, "'\n");
}

static void zsh_completion(struct text *out)
{
    text_add(out,
             "#compdef kru\n# zsh completion of kru, made from its tables of commands and options\n"
             "_kru_plans() {\n    local -a plans\n"
             "    plans=(${(f)\"$(kru plans $words[2] --format csv 2>/dev/null | tail -n +2 | cut "
             "-d, -f2)\"})\n"
             "    compadd -a plans\n}\n"
             "_kru() {\n    local -a commands\n    commands=(\n");
    for (int i = 0; i < command_count; i++)
        if (!strchr(command_table[i].name, ' '))
            zsh_described(command_table[i].name, command_table[i].en, out);
    for (int i = 0; i < group_count; i++)
        zsh_described(group_table[i].name, group_table[i].en, out);
    text_add(out, "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
                  "    local command=$words[2]\n    shift words; (( CURRENT-- ))\n");
    for (int i = 0; i < group_count; i++) {
        text_add(out,
                 "    if [[ $command == %s ]]; then\n        if (( CURRENT == 2 )); then compadd ",
                 group_table[i].name);
        add_second_words(&group_table[i], out);
        text_add(out, "; return; fi\n        command=\"$command $words[2]\"; shift words; "
                      "(( CURRENT-- ))\n    fi\n");
    }
    text_add(out, "    case $command in\n");
    for (int i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        text_add(out, "    '%s') _arguments", command->name);
        for (int o = 0; o < OPTIONS; o++)
            if (command_options(command) & option_bit(o)) zsh_option(&option_table[o], out);
        if (strcmp(command->name, "help") == 0)
            text_add(out, " '1:command:->commands' && return; _describe command commands ;;\n");
        else if (strstr(command->arguments, "PLAN"))
            text_add(out, " '1:database:_files' '*:plan:_kru_plans' ;;\n");
        else
            text_add(out, " '*:file:_files' ;;\n");
    }
    text_add(out, "    esac\n}\n_kru \"$@\"\n");
}

/* ---- files -------------------------------------------------------------------------------- */

/* Makes the folders above the file, too. */
static bool write_file(const char *folder, const char *name, struct text *content)
{
    struct text path = {0};
    text_add(&path, "%s/%s", folder, name);
    for (char *slash = strchr(path.s + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path.s, 0777) != 0 && errno != EEXIST) break;
        *slash = '/';
    }
    FILE *file = fopen(path.s, "wb");
    bool whole = file && fputs(text_s(content), file) >= 0;
    if (file && fclose(file) != 0) whole = false;
    if (!whole) fprintf(stderr, "kru-manual: cannot write '%s': %s\n", path.s, strerror(errno));
    text_clear(&path);
    text_clear(content);
    return whole;
}

static bool write_pages(const char *folder, enum lang lang)
{
    struct text page = {0}, name = {0};
    lang_set(lang);
    const char *place = lang_pick("man/th/man1", "man/man1");
    program_page(&page);
    text_add(&name, "%s/kru.1", place);
    bool whole = write_file(folder, name.s, &page);
    for (int i = 0; i < command_count && whole; i++) {
        text_clear(&name);
        struct text page_of = {0};
        page_name(&command_table[i], &page_of);
        text_add(&name, "%s/%s.1", place, page_of.s);
        text_clear(&page_of);
        command_page(&command_table[i], &page);
        whole = write_file(folder, name.s, &page);
    }
    text_clear(&name);
    return whole;
}

int main(int argc, char **argv)
{
    struct text bash = {0}, zsh = {0};
    if (argc != 2) {
        fprintf(stderr, "kru-manual: usage: kru-manual FOLDER\n");
        return 2;
    }
    bash_completion(&bash);
    zsh_completion(&zsh);
    const bool whole = write_pages(argv[1], LANG_TH) && write_pages(argv[1], LANG_EN) &&
                       write_file(argv[1], "completions/kru.bash", &bash) &&
                       write_file(argv[1], "completions/_kru", &zsh);
    text_clear(&bash);
    text_clear(&zsh);
    return whole ? 0 : 1;
}
