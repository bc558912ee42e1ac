/* Prints the workflows as docs/equity-cases.md shows them. */
#include "equity/workflow.h"

#include "base/lang.h"

#include <string.h>

static void add_word(struct text *out, const char *word, const char *th, const char *en)
{
    text_add(out, "`%s` %s", word, lang_pick(th, en));
}

static void add_roles(struct text *out, uint32_t roles)
{
    bool some = false;
    for (int r = 0; r < ROLES; r++)
        if (roles >> r & 1) {
            text_add(out, "%s%s", some ? ", " : "", role_table[r].word);
            some = true;
        }
}

/* What a step asks for beside its role, in the order in which it is asked. */
static void add_needs(struct text *out, const struct workflow_row *row)
{
    const size_t start = out->length;
    if (row->needs_reason) text_add(out, "a reason");
    for (int g = 0; g < GUARDS; g++)
        if (row->guards >> g & 1)
            text_add(out, "%s%s", out->length > start ? "; " : "", guard_table[g].en);
    if (!row->apart) return;
    text_add(out, "%snobody who did", out->length > start ? "; " : "");
    for (int a = 0, some = 0; a < ACTIONS; a++)
        if (row->apart >> a & 1)
            text_add(out, "%s `%s`", some++ ? " or" : "", action_table[a].word);
}

static void add_limit(struct text *out, const struct workflow_row *row)
{
    static const char *const forms[] = {[LIMIT_FREE] = "",
                                        [LIMIT_DUE] = "due in ",
                                        [LIMIT_UNTIL] = "until ",
                                        [LIMIT_FROM] = "from "};
    const struct limit_entry *limit = &limit_table[row->limit];
    if (limit->kind != LIMIT_FREE) text_add(out, "%s%d", forms[limit->kind], limit->preset_hours);
}

static void add_row(struct text *out, const struct workflow_row *row)
{
    const struct workflow_word *action = &action_table[row->action];
    text_add(out, "| %s | ", state_table[row->from].word);
    add_word(out, action->word, action->th, action->en);
    text_add(out, " | %s | ", state_table[row->to].word);
    add_roles(out, row->roles);
    text_add(out, " | ");
    add_roles(out, row->second_roles);
    text_add(out, " | ");
    add_needs(out, row);
    text_add(out, " | ");
    add_limit(out, row);
    text_add(out, " |\n");
}

static void add_states(struct text *out, enum workflow workflow)
{
    text_add(out, "\nStates: ");
    for (int s = 0, some = 0; s < STATES; s++)
        if (state_table[s].workflow == workflow)
            text_add(out, "%s%s (%s, %s%s)", some++ ? ", " : "", state_table[s].word,
                     state_table[s].th, state_table[s].en,
                     state_is_end((enum state)s) ? ", the end" : "");
    text_add(out, ".\n\n");
}

static void add_workflow(struct text *out, enum workflow workflow)
{
    static const char *const once[] = {[ONCE_ANY] = "",
                                       [ONCE_A_YEAR] = " A pupil has one a school year.",
                                       [ONCE_OPEN] = " A pupil has one that is not closed."};
    const struct workflow_entry *entry = &workflow_table[workflow];
    text_add(out, "\n## %s: %s, %s\n\n", entry->word, entry->th, entry->en);
    text_add(out, "%s (%s). Begins in %s; opened by ", entry->meaning_en, entry->meaning_th,
             state_table[entry->first].word);
    if (entry->openers)
        add_roles(out, entry->openers);
    else
        text_add(out, "steps of other cases alone");
    for (int g = 0, some = 0; g < GUARDS; g++)
        if (entry->guards >> g & 1)
            text_add(out, "%s%s", some++ ? "; " : " when ", guard_table[g].en);
    text_add(out, ".%s\n", once[entry->once]);
    add_states(out, workflow);
    text_add(out, "| state | action | next | who | second signature | needs | hours |\n"
                  "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (int r = 0; r < workflow_row_count; r++)
        if (state_table[workflow_rows[r].from].workflow == workflow)
            add_row(out, &workflow_rows[r]);
}

void workflow_document(struct text *out)
{
    const enum lang before = lang_get();
    lang_set(LANG_TH); /* the words of actions; sentences stand in English */
    text_add(
        out,
        "# Workflows of cases\n\n"
        "Printed from `equity/workflow_tables.c`; a test compares. Who does what and why is said "
        "in\n"
        "[equity-workflow.md](equity-workflow.md). A step that is not in these tables is refused.\n"
        "`hours` count from when the case entered the state: *due*: later is counted as overdue,\n"
        "*until*: later is refused, *from*: earlier is refused; `[limits]` of "
        "`conf/equity/cases.ini`\n"
        "replaces them.\n");
    for (int w = 0; w < WORKFLOWS; w++) add_workflow(out, (enum workflow)w);
    lang_set(before);
}
