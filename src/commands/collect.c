/* faastat collect: a program of its own, beside this one, as the libraries that HTTP takes need longer to
 * load than most summaries need in all. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"

static enum status run_program(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    (void)argc, (void)usage;
    static const char name[] = "-collect"; /* behind the path of this program */
    char path[PATH_MAX + sizeof name];
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    if (n < 0) {
        return error_set(err, BAD_SERVICE, "cannot find this program: %s", strerror(errno));
    }
    memcpy(path + n, name, sizeof name);
    execv(path, argv);
    return error_set(err, BAD_SERVICE, "cannot run '%s': %s", path, strerror(errno));
}

const struct command command_collect = {
    .usage = {.name = "faastat collect",
              .synopsis = "[option ...] warm|cold|load|logs|--plan FILE",
              .purpose = "Measure an address or a Lambda function, or read its log",
              .details =
                  "warm: one request after another; cold: each in a fresh environment; load: at a rate,\n"
                  "whatever becomes of the answers, or by users who wait for them. Latency counts from the\n"
                  "start that was meant. Each row is in the dump when its request ends: the same command\n"
                  "goes on with a run that was broken off, and repeats nothing.\n"
                  "logs: a function's requests as CloudWatch Logs has them, which import would make of it.",
              .examples = "  faastat collect warm --url http://127.0.0.1:9001/resnet50 -n 100 -o warm.csv\n"
                          "  faastat collect load --function resnet50 --memory 512,1024 --rate 1..20\n"
                          "  faastat collect logs --function resnet50 --since 7d -o logs.csv\n"},
    .run = run_program,
};
