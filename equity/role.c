/* The table of roles. */
#include "equity/role.h"

#include <string.h>

// clang-format off
const struct role_entry role_table[ROLES] = {
    [ROLE_TEACHER]         = {"teacher",         "ครู",                     "teacher",                SCOPE_SCHOOL},
    [ROLE_CERTIFIER]       = {"certifier",       "เจ้าหน้าที่ของรัฐผู้รับรอง",    "certifying officer",     SCOPE_SCHOOL},
    [ROLE_DIRECTOR]        = {"director",        "ผู้อำนวยการโรงเรียน",        "school director",        SCOPE_SCHOOL},
    [ROLE_DISTRICT]        = {"district",        "ผู้อำนวยการเขต",           "district director",      SCOPE_DISTRICT},
    [ROLE_SECRETARY]       = {"secretary",       "เลขานุการคณะอนุกรรมการ",    "subcommittee secretary", SCOPE_CITY},
    [ROLE_MEMBER]          = {"member",          "อนุกรรมการ",              "subcommittee member",    SCOPE_CITY},
    [ROLE_VERIFIER]        = {"verifier",        "ผู้ตรวจสอบซ้ำ",             "verifier",               SCOPE_CITY},
    [ROLE_LIAISON]         = {"liaison",         "ผู้ประสานงาน กสศ.",         "liaison to the fund",    SCOPE_CITY},
    [ROLE_PARTNER]         = {"partner",         "หน่วยงานภาคี",             "partner",                SCOPE_PARTNER},
    [ROLE_PLANNER]         = {"planner",         "ผู้วางแผนอัตรากำลัง",         "planner",                SCOPE_NOTHING},
    [ROLE_DATA_PROTECTION] = {"data-protection", "เจ้าหน้าที่คุ้มครองข้อมูล",     "data-protection officer", SCOPE_CITY},
    [ROLE_AUDITOR]         = {"auditor",         "ผู้ตรวจสอบ",               "auditor",                SCOPE_CITY},
    [ROLE_ADMINISTRATOR]   = {"administrator",   "ผู้ดูแลระบบ",               "administrator",          SCOPE_NOTHING},
};
// clang-format on

bool role_parse(const char *word, enum role *out)
{
    for (int r = 0; r < ROLES; r++)
        if (strcmp(word, role_table[r].word) == 0) {
            *out = (enum role)r;
            return true;
        }
    return false;
}

bool actor_covers(const struct actor *actor, const char *school, const char *district)
{
    switch (role_table[actor->role].scope) {
    case SCOPE_SCHOOL:
        return strcmp(actor->place, school) == 0;
    case SCOPE_DISTRICT:
        return strcmp(actor->place, district) == 0;
    case SCOPE_CITY:
        return true;
    default:
        return false;
    }
}
