/* What the generator makes from tables: majors, shares, channels, committed graduates, lists. */
#include "data/bma2566/generate.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum major_name {
    THAI,
    MATH,
    ENGLISH,
    SCIENCE,
    SOCIAL,
    PE,
    HEALTH,
    ART,
    MUSIC,
    DANCE,
    COMPUTER,
    HOME_ECONOMICS,
    AGRICULTURE,
    CHINESE,
    GUIDANCE,
    SPECIAL_EDUCATION,
    KINDERGARTEN,
    PRIMARY,
    MAJORS
};

// clang-format off
/* vacant: posts in a thousand that are vacant today; left: synthetic rest of the list of 2565. */
static const struct {
    const char *code, *name_th, *name_en;
    int vacant, left;
} major[MAJORS] = {
    [THAI]              = {"thai",              "ภาษาไทย",          "Thai language",           60, 30},
    [MATH]              = {"math",              "คณิตศาสตร์",         "Mathematics",             95, 18},
    [ENGLISH]           = {"english",           "ภาษาอังกฤษ",        "English",                100, 20},
    [SCIENCE]           = {"science",           "วิทยาศาสตร์ทั่วไป",     "General science",         85, 16},
    [SOCIAL]            = {"social",            "สังคมศึกษา",         "Social studies",          25, 22},
    [PE]                = {"pe",                "พลศึกษา",           "Physical education",      25, 15},
    [HEALTH]            = {"health",            "สุขศึกษา",           "Health education",        45,  6},
    [ART]               = {"art",               "ศิลปศึกษา",          "Art",                     45,  9},
    [MUSIC]             = {"music",             "ดนตรีศึกษา",         "Music",                   55,  8},
    [DANCE]             = {"dance",             "นาฏศิลป์",           "Dance",                   50,  5},
    [COMPUTER]          = {"computer",          "คอมพิวเตอร์",         "Computer",                75,  9},
    [HOME_ECONOMICS]    = {"home_economics",    "คหกรรมศาสตร์",       "Home economics",          40,  5},
    [AGRICULTURE]       = {"agriculture",       "เกษตรกรรม",        "Agriculture",             50,  2},
    [CHINESE]           = {"chinese",           "ภาษาจีน",           "Chinese",                100,  3},
    [GUIDANCE]          = {"guidance",          "แนะแนว",           "Guidance",               140, 14},
    [SPECIAL_EDUCATION] = {"special_education", "การศึกษาพิเศษ",      "Special education",      180, 12},
    [KINDERGARTEN]      = {"kindergarten",      "การศึกษาปฐมวัย",     "Early childhood",         50, 28},
    [PRIMARY]           = {"primary",           "ประถมศึกษา",        "Primary education",       30, 34},
};

/* Learning areas of the curriculum of 2551: the code used here and the name in the source. */
static const struct {
    const char *code, *name_en;
} area[] = {
    {"thai",        "Thai language"},
    {"math",        "Mathematics"},
    {"science",     "Science"},
    {"social",      "Social studies excl. history"},
    {"history",     "History"},
    {"health_pe",   "Health and physical education"},
    {"arts",        "Arts"},
    {"occupations", "Occupations and technology"},
    {"foreign",     "Foreign languages"},
    {"activities",  "Learner development activities"},
};

/* Who teaches what: thousandths of an area's lessons in the grades from .. to. Assumptions: no
   publication divides lessons by major. In p1 .. p3 most belong to the generalist. */
static const struct {
    const char *area;
    enum grade from, to;
    struct { enum major_name major; int permille; } part[7];
} share[] = {
    {"thai",        GRADE_P1, GRADE_P3, {{PRIMARY, 880}, {THAI, 90}, {SPECIAL_EDUCATION, 30}}},
    {"math",        GRADE_P1, GRADE_P3, {{PRIMARY, 880}, {MATH, 90}, {SPECIAL_EDUCATION, 30}}},
    {"science",     GRADE_P1, GRADE_P3, {{PRIMARY, 900}, {SCIENCE, 100}}},
    {"social",      GRADE_P1, GRADE_P3, {{PRIMARY, 900}, {SOCIAL, 100}}},
    {"history",     GRADE_P1, GRADE_P3, {{PRIMARY, 900}, {SOCIAL, 100}}},
    {"health_pe",   GRADE_P1, GRADE_P3, {{PRIMARY, 500}, {PE, 350}, {HEALTH, 150}}},
    {"arts",        GRADE_P1, GRADE_P3, {{PRIMARY, 500}, {ART, 200}, {MUSIC, 180}, {DANCE, 120}}},
    {"occupations", GRADE_P1, GRADE_P3, {{PRIMARY, 700}, {HOME_ECONOMICS, 150}, {COMPUTER, 100}, {AGRICULTURE, 50}}},
    {"foreign",     GRADE_P1, GRADE_P3, {{ENGLISH, 700}, {PRIMARY, 300}}},
    {"activities",  GRADE_P1, GRADE_P3, {{PRIMARY, 850}, {GUIDANCE, 100}, {SPECIAL_EDUCATION, 50}}},
    {"thai",        GRADE_P4, GRADE_P6, {{THAI, 850}, {PRIMARY, 120}, {SPECIAL_EDUCATION, 30}}},
    {"math",        GRADE_P4, GRADE_P6, {{MATH, 850}, {PRIMARY, 120}, {SPECIAL_EDUCATION, 30}}},
    {"science",     GRADE_P4, GRADE_P6, {{SCIENCE, 950}, {PRIMARY, 50}}},
    {"social",      GRADE_P4, GRADE_P6, {{SOCIAL, 900}, {PRIMARY, 100}}},
    {"history",     GRADE_P4, GRADE_P6, {{SOCIAL, 900}, {PRIMARY, 100}}},
    {"health_pe",   GRADE_P4, GRADE_P6, {{PE, 650}, {HEALTH, 350}}},
    {"arts",        GRADE_P4, GRADE_P6, {{ART, 400}, {MUSIC, 330}, {DANCE, 270}}},
    {"occupations", GRADE_P4, GRADE_P6, {{COMPUTER, 450}, {HOME_ECONOMICS, 350}, {AGRICULTURE, 200}}},
    {"foreign",     GRADE_P4, GRADE_P6, {{ENGLISH, 950}, {CHINESE, 50}}},
    {"activities",  GRADE_P4, GRADE_P6, {{PRIMARY, 650}, {GUIDANCE, 250}, {SPECIAL_EDUCATION, 100}}},
    {"thai",        GRADE_M1, GRADE_M6, {{THAI, 1000}}},
    {"math",        GRADE_M1, GRADE_M6, {{MATH, 1000}}},
    {"science",     GRADE_M1, GRADE_M6, {{SCIENCE, 1000}}},
    {"social",      GRADE_M1, GRADE_M6, {{SOCIAL, 1000}}},
    {"history",     GRADE_M1, GRADE_M6, {{SOCIAL, 1000}}},
    {"health_pe",   GRADE_M1, GRADE_M6, {{PE, 600}, {HEALTH, 400}}},
    {"arts",        GRADE_M1, GRADE_M6, {{ART, 400}, {MUSIC, 350}, {DANCE, 250}}},
    {"occupations", GRADE_M1, GRADE_M6, {{COMPUTER, 450}, {HOME_ECONOMICS, 350}, {AGRICULTURE, 200}}},
    {"foreign",     GRADE_M1, GRADE_M6, {{ENGLISH, 800}, {CHINESE, 200}}},
    {"activities",  GRADE_M1, GRADE_M6, {{GUIDANCE, 350}, {THAI, 130}, {MATH, 130}, {SCIENCE, 130}, {SOCIAL, 130}, {PE, 80}, {SPECIAL_EDUCATION, 50}}},
};

/* lead: years from intake to appointment, completion: hundredths of places that yield a graduate;
   graduates: already studying, due in fiscal year TODAY_FY + 1, + 2, ...; all unconfirmed. The
   double cohort of Erawan (five-year degrees begun in 2561 and four-year degrees begun in 2562)
   was due in 2566 and is therefore not among them. */
static const struct {
    const char *code, *name_th, *name_en;
    enum channel_kind kind;
    int lead_years, completion_percent, graduates[5];
} channel[] = {
    {"exam",        "การสอบแข่งขัน",             "Competitive exam",                   CHANNEL_EXAM,     0, 100, {0}},
    {"erawan",      "ทุนเอราวัณ",                "Erawan scholarship",                 CHANNEL_PIPELINE, 4,  90, {76, 79, 82, 84}},
    {"cooperation", "ความร่วมมือการผลิตครูกรณีพิเศษ", "Cooperation with universities",       CHANNEL_PIPELINE, 2,  85, {40, 44}},
    {"local",       "โครงการผลิตครูเพื่อพัฒนาท้องถิ่น", "Teachers for local development", CHANNEL_PIPELINE, 5,  88, {24, 26, 28, 30, 30}},
};

/* The majors that the students of a pipeline study, in hundredths. */
static const struct {
    const char *channel;
    struct { enum major_name major; int percent; } part[11];
} study[] = {
    {"erawan",      {{MATH, 18}, {ENGLISH, 18}, {SCIENCE, 12}, {THAI, 12}, {SPECIAL_EDUCATION, 8}, {KINDERGARTEN, 8}, {PRIMARY, 8}, {GUIDANCE, 6}, {COMPUTER, 4}, {CHINESE, 3}, {SOCIAL, 3}}},
    {"cooperation", {{SPECIAL_EDUCATION, 30}, {GUIDANCE, 25}, {MATH, 15}, {ENGLISH, 15}, {SCIENCE, 10}, {COMPUTER, 5}}},
    {"local",       {{PRIMARY, 30}, {KINDERGARTEN, 20}, {MATH, 15}, {THAI, 15}, {ENGLISH, 10}, {SCIENCE, 10}}},
};

/* Who may be retrained for what: neighbours among the majors. */
static const struct { enum major_name from, to; } arc[] = {
    {SCIENCE, MATH},    {COMPUTER, MATH},        {MATH, COMPUTER},  {SCIENCE, COMPUTER},
    {AGRICULTURE, SCIENCE}, {PE, HEALTH},        {HEALTH, PE},      {MUSIC, DANCE},
    {DANCE, MUSIC},     {ART, MUSIC},            {PRIMARY, THAI},   {PRIMARY, SOCIAL},
    {SOCIAL, GUIDANCE}, {SOCIAL, THAI},          {THAI, SOCIAL},    {CHINESE, ENGLISH},
    {PRIMARY, SPECIAL_EDUCATION}, {KINDERGARTEN, PRIMARY}, {PRIMARY, KINDERGARTEN},
    {HOME_ECONOMICS, AGRICULTURE}, {AGRICULTURE, HOME_ECONOMICS}, {HEALTH, GUIDANCE},
    {KINDERGARTEN, SPECIAL_EDUCATION},
};
// clang-format on

static const char exam_list[] = "exam-1-2565";
static const struct date list_announced = {2022, 8, 26}, list_last_day = {2024, 8, 25};

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *area_code(const char *name_en)
{
    for (int i = 0; i < COUNT(area); i++)
        if (strcmp(area[i].name_en, name_en) == 0) return area[i].code;
    return NULL;
}

int major_vacancy_permille(int m)
{
    return major[m].vacant;
}

static void add_majors(struct school_register *reg)
{
    reg->major = mem_new(MAJORS, sizeof *reg->major);
    for (int m = 0; m < MAJORS; m++)
        reg->major[reg->majors++] = (struct major){
            .code = mem_text(major[m].code),
            .name_th = mem_text(major[m].name_th),
            .name_en = mem_text(major[m].name_en),
        };
}

static void add_share_row(struct school_register *reg, int row, enum grade grade)
{
    int sum = 0;
    for (int i = 0; i < COUNT(share[row].part) && share[row].part[i].permille; i++) {
        sum += share[row].part[i].permille;
        reg->share[reg->shares++] = (struct share_row){
            .area = mem_text(share[row].area),
            .grade = (int)grade,
            .major = (int)share[row].part[i].major,
            .share = share[row].part[i].permille / 1000.0,
        };
    }
    assert(sum == 1000);
}

static void add_shares(struct school_register *reg)
{
    reg->share = mem_new((size_t)COUNT(share) * GRADES * COUNT(share[0].part), sizeof *reg->share);
    for (int i = 0; i < COUNT(share); i++)
        for (int g = share[i].from; g <= (int)share[i].to; g++)
            add_share_row(reg, i, (enum grade)g);
}

static void add_channels(struct school_register *reg)
{
    reg->channel = mem_new(COUNT(channel), sizeof *reg->channel);
    for (int i = 0; i < COUNT(channel); i++)
        reg->channel[reg->channels++] = (struct channel){
            .code = mem_text(channel[i].code),
            .name_th = mem_text(channel[i].name_th),
            .name_en = mem_text(channel[i].name_en),
            .kind = channel[i].kind,
            .lead_years = channel[i].lead_years,
            .completion = channel[i].completion_percent / 100.0,
        };
}

/* The graduates of one channel and year, dealt over the majors they study. */
static void add_graduates(struct school_register *reg, int c, int row, int fy, int graduates)
{
    enum { PARTS = COUNT(study[0].part) };
    int64_t weight[PARTS];
    int dealt[PARTS];
    for (int i = 0; i < PARTS; i++) weight[i] = study[row].part[i].percent;
    deal_whole(graduates, weight, PARTS, dealt);
    for (int i = 0; i < PARTS; i++)
        if (dealt[i] > 0)
            reg->committed[reg->committeds++] = (struct committed_row){
                .channel = c,
                .major = (int)study[row].part[i].major,
                .fy = fy,
                .graduates = dealt[i],
            };
}

static void add_committed(struct school_register *reg)
{
    enum { YEARS = COUNT(channel[0].graduates) };
    reg->committed = mem_new((size_t)COUNT(study) * YEARS * MAJORS, sizeof *reg->committed);
    for (int c = 0; c < COUNT(channel); c++)
        for (int row = 0; row < COUNT(study); row++) {
            if (strcmp(study[row].channel, channel[c].code) != 0) continue;
            for (int y = 0; y < YEARS && channel[c].graduates[y]; y++)
                add_graduates(reg, c, row, TODAY_FY + 1 + y, channel[c].graduates[y]);
        }
}

static void add_lists(struct school_register *reg)
{
    reg->list = mem_new(MAJORS, sizeof *reg->list);
    for (int m = 0; m < MAJORS; m++)
        reg->list[reg->lists++] = (struct eligible_list){
            .code = mem_text(exam_list),
            .major = m,
            .announced = list_announced,
            .last_day = list_last_day,
            .remaining = major[m].left,
        };
}

static void add_arcs(struct school_register *reg)
{
    reg->arc = mem_new(COUNT(arc), sizeof *reg->arc);
    for (int i = 0; i < COUNT(arc); i++)
        reg->arc[reg->arcs++] = (struct retrain_arc){(int)arc[i].from, (int)arc[i].to};
}

void city_add_tables(struct city *city)
{
    add_majors(&city->reg);
    add_shares(&city->reg);
    add_channels(&city->reg);
    add_committed(&city->reg);
    add_lists(&city->reg);
    add_arcs(&city->reg);
}
