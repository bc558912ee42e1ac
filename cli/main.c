/* kru: the staffing planner on the command line. */
#include "cli/cli.h"

#include <locale.h>

int main(int argc, char **argv)
{
    /* Only how letters are counted; numbers keep their point in every locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return cli_run(argc, argv);
}
