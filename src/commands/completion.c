/* faastat completion: what a shell needs to complete the commands and options of faastat. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/datadir.h"
#include "base/file.h"
#include "base/text.h"
#include "commands/commands.h"

static enum status print_script(const char *shell, struct error *err)
{
    static const char *const shells[] = {"bash", "zsh", "fish"};
    enum { SHELLS = sizeof shells / sizeof *shells };
    struct text name = {0};
    size_t which = 0, n = 0;
    while (which < SHELLS && strcmp(shell, shells[which]) != 0) {
        which++;
    }
    if (which == SHELLS) {
        return error_set(err, BAD_USAGE, "found the shell '%.40s', expected bash, zsh or fish", shell);
    }
    char *templates = datadir_find("templates", err), *bytes = NULL;
    enum status status = templates == NULL
                             ? BAD_SERVICE
                             : text_print(&name, err, "%s/completion/faastat.%s", templates, shell);
    if (status == OK) {
        status = input_read_file(name.bytes, &(struct input_options){0}, &bytes, &n, err);
    }
    if (status == OK) {
        fwrite(bytes, 1, n, stdout);
    }
    free(bytes);
    free(templates);
    text_release(&name);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    const struct opt options[] = {{0}};
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status != OK || operands.helped) {
        return status;
    }
    return operands.n == 1 ? print_script(operands.operands[0], err)
                           : error_set(err, BAD_USAGE, "expected one shell: bash, zsh or fish");
}

const struct command command_completion = {
    .usage = {.name = "faastat completion",
              .synopsis = "bash|zsh|fish",
              .purpose = "Print what a shell needs to complete commands, options and formats",
              .details = "The script asks faastat itself, by its --help, so that it is never out of date.",
              .examples = "  source <(faastat completion bash)\n"
                          "  faastat completion fish >~/.config/fish/completions/faastat.fish\n"},
    .run = run,
};
