/* Examples of every command, in an order in which they can be typed one after the other: help shows
   them, the man pages print them, and a test runs them all. */
#include "cli/cli.h"

#include "base/lang.h"

#include <string.h>

// clang-format off
const struct example example_table[] = {
    {"init", "bma.db",
     "ฐานข้อมูลจากข้อมูลตัวอย่างของ 437 โรงเรียน", "a database of the bundled 437 schools"},
    {"data", "bma.db --to bma.xlsx",
     "ข้อมูลทั้งหมดเป็นสมุดงาน เพื่อแก้ไขและนำกลับเข้า", "all data as a workbook, to edit and to import again"},
    {"import", "bma.db bma.xlsx --dry-run",
     "ตรวจสมุดงานโดยยังไม่เปลี่ยนอะไร", "check a workbook and change nothing"},
    {"import", "bma.db conf/mapping/samples/enrolment.csv --mapping conf/mapping/bemis-enrolment.ini --dry-run",
     "ไฟล์ของหน่วยงานอื่น ตามไฟล์จับคู่", "a file of another office, by a mapping"},
    {"check", "bma.db",
     "ดูก่อนเชื่อ: อะไรขาดหรือน่าสงสัย", "before anything else: what is missing or doubtful"},
    {"retire", "bma.db",
     "จำนวนผู้เกษียณรายปี", "how many retire, year by year"},
    {"retire", "bma.db --by major --fy 2567 --format csv",
     "ผู้เกษียณปี 2567 รายวิชาเอก สำหรับ Excel", "those of 2567 by major, for a spreadsheet"},
    {"need", "bma.db --by school --district 1001",
     "ครูที่ต้องการของทุกโรงเรียนในเขตเดียว", "the teachers that each school of one district needs"},
    {"gaps", "bma.db --by district",
     "วันนี้เขตใดขาดครู", "which districts are short today"},
    {"plan", "bma.db --name first-plan --set horizon.years=5",
     "แผนห้าปี บันทึกในชื่อ first-plan", "a plan of five years, saved as first-plan"},
    {"plan", "bma.db --name no-exam --set horizon.years=5 --set exam.seats_total.2568=0",
     "ถ้าปี 2568 ไม่มีการสอบ", "what if there is no exam in 2568"},
    {"plans", "bma.db",
     "แผนที่บันทึกไว้", "what has been saved"},
    {"show", "bma.db first-plan",
     "อ่านสรุปของแผนอีกครั้ง", "read its summary again"},
    {"show", "bma.db first-plan --format json --detail",
     "ทุกจำนวนของแผน สำหรับโปรแกรมอื่น", "every number of it, for other programs"},
    {"gaps", "bma.db --plan first-plan --by school --district 1001 --fy 2569",
     "โรงเรียนของเขตหนึ่งในปี 2569 ถ้าทำตามแผน", "the schools of a district in 2569 under the plan"},
    {"explain", "bma.db first-plan",
     "ควรขออะไรจากสภาเพื่อให้ขาดครูน้อยลง", "what to ask for, and what it would save"},
    {"explain", "bma.db first-plan --school 3110012101 --major thai --fy 2571",
     "ทำไมตำแหน่งนี้จึงว่าง", "why this post stays empty"},
    {"clock", "bma.db first-plan",
     "ปีนี้ต้องตัดสินใจอะไร อะไรสายเกินไปแล้ว", "what must be decided this year, what is too late"},
    {"sensitivity", "bma.db first-plan",
     "กติกาใดมีผลต่อแผน", "which rules the plan leans on"},
    {"compare", "bma.db first-plan no-exam",
     "สองแผนต่างกันอย่างไร เพราะค่าใด", "how two plans differ, and which setting caused it"},
    {"replan", "bma.db first-plan --name promises-kept --set exam.seats_total.2569=200",
     "วางแผนใหม่โดยรักษาสิ่งที่รับปากไว้", "plan again, breaking as few promises as possible"},
    {"alternatives", "bma.db first-plan --count 1",
     "แผนอื่นที่ดีเกือบเท่ากัน", "another plan that is nearly as good"},
    {"sweep", "bma.db --scenarios conf/scenarios/exam-cancelled-2568.ini --set horizon.years=3",
     "หลายสถานการณ์เทียบกัน (ใส่โฟลเดอร์ได้)", "scenarios side by side (a folder is taken, too)"},
    {"sweep", "bma.db --futures 4 --seed 7 --name futures --set horizon.years=3",
     "อนาคตสุ่มสี่แบบ", "four sampled futures"},
    {"sweeps", "bma.db",
     "ชุดทดลองที่บันทึกไว้", "the sweeps that were saved"},
    {"verify", "bma.db first-plan",
     "คำนวณแผนที่บันทึกไว้ใหม่โดยไม่ใช้ตัวแก้ปัญหา", "recompute a saved plan without the solver"},
    {"instance", "bma.db --set horizon.years=2",
     "ข้อมูลของโปรแกรมเชิงเส้นเป็น JSON", "the data of the linear program as JSON"},
    {"placement", "bma.db first-plan --fy 2567",
     "บัญชีเรียกบรรจุของปี 2567", "whom to call for which vacancy in 2567"},
    {"placement", "bma.db first-plan --by move --district 1001",
     "ลำดับการย้ายของหนึ่งเขต", "the transfers of a district in order"},
    {"export", "bma.db first-plan --to plan.xlsx",
     "สมุดงานพร้อมกราฟและตัวกรอง", "a workbook with charts and filters"},
    {"export", "bma.db first-plan --to plan.pdf",
     "เอกสารสำหรับลงนาม", "the document for signature"},
    {"export", "bma.db first-plan --school 3110012101 --to school.pdf",
     "หน้าเดียวสำหรับผู้อำนวยการ", "the director's page"},
    {"export", "bma.db first-plan --part placement --to placement.pdf",
     "บัญชีเรียกบรรจุสำหรับลงนาม", "the placement list for signature"},
    {"export", "bma.db first-plan --to plan.geojson",
     "แผนที่โรงเรียนและอัตราที่ขาด", "a map of schools and their gaps"},
    {"export", "bma.db first-plan --to plan.csv",
     "โฟลเดอร์ของไฟล์ CSV ลงถึงโรงเรียนและวิชาเอก", "a folder of CSV files, down to school and major"},
    {"export", "bma.db first-plan --to plan.mps",
     "โปรแกรมเชิงเส้นสำหรับตัวแก้ปัญหาอื่น", "the linear program for any other solver"},
    {"drop", "bma.db no-exam",
     "ลบแผน", "remove a plan"},
    {"equity generate", "bma.db --to synthetic --pupils 2000",
     "นักเรียนสังเคราะห์สำหรับทดลอง", "synthetic pupils to try things on"},
    {"help", "keys",
     "ทุกค่าที่เปลี่ยนได้", "every value that can be changed"},
};
// clang-format on
const int example_count = sizeof example_table / sizeof *example_table;

void examples_text(const struct command *command, struct text *out)
{
    bool any = false;
    for (int i = 0; i < example_count; i++) {
        const struct example *example = &example_table[i];
        if (strcmp(example->command, command->name) != 0) continue;
        if (!any) text_add(out, "\n%s\n", lang_pick("ตัวอย่าง", "Examples"));
        any = true;
        text_add(out, "  # %s\n  kru %s %s\n", lang_pick(example->th, example->en),
                 example->command, example->line);
    }
}
