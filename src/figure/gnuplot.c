#include "figure/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/number.h"
#include "base/text.h"
#include "figure/script.h"
#include "figure/stamp.h"

/* ---- the commands ---- */

/* What gnuplot says when it is through with a script; nothing else that it says begins like this. */
static const char drawn[] = "faastat: drawn";

/* The words of a command line. */
struct words {
    char **words; /* ended by NULL */
    size_t n;
};

static void words_release(struct words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        free(words->words[i]);
    }
    free(words->words);
    *words = (struct words){0};
}

static enum status add_word(struct words *words, struct text *text, struct error *err)
{
    enum status status = text_append(text, "", 0, err);
    if (status == OK) {
        words->words[words->n++] = text->bytes;
        *text = (struct text){0};
    }
    text_release(text);
    return status;
}

static enum status add_literal(struct words *words, const char *literal, struct error *err)
{
    struct text text = {0};
    enum status status = text_append(&text, literal, strlen(literal), err);
    return status == OK ? add_word(words, &text, err) : status;
}

/* What is set before the script's own commands, and the script. */
static enum status add_script(struct words *words, const struct gnuplot_image *image, const char *settings,
                              struct error *err)
{
    struct text commands = {0};
    enum status status = text_print(&commands, err, "%soutput = ", settings);
    if (status == OK) {
        status = script_string(&commands, image->output.temporary, err);
    }
    if (status == OK && image->values != NULL) {
        status = text_print(&commands, err, "; values = ");
        status = status == OK ? script_string(&commands, image->values, err) : status;
    }
    if (status == OK) {
        status = text_print(&commands, err, "; load ");
    }
    if (status == OK && image->boxed != NULL) {
        status = text_print(&commands, err, "'/dev/fd/%d'", fileno(image->boxed));
    } else if (status == OK) {
        status = script_string(&commands, image->script, err);
    }
    if (status == OK) { /* the image is whole when its file is closed */
        status = text_print(&commands, err, "; set output; print '%s'", drawn);
    }
    if (status == OK) {
        status = add_literal(words, "-e", err);
    }
    if (status == OK) {
        status = add_word(words, &commands, err);
    }
    text_release(&commands);
    return status;
}

/* gnuplot -e "reset session" -e "..." for each script. They are no operands, which have no place for
 * settings, nor come through a pipe: from there gnuplot goes on behind an error, and "pause" would wait for
 * us. */
static enum status list_words(struct words *words, const struct gnuplot_image *images, size_t n,
                              const char *settings, struct error *err)
{
    enum { WORDS_A_SCRIPT = 4 };
    words->words = calloc(WORDS_A_SCRIPT * n + 2, sizeof *words->words);
    enum status status = words->words == NULL ? error_no_memory(err) : add_literal(words, "gnuplot", err);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        status = add_literal(words, "-e", err);
        if (status == OK) { /* a word of its own: gnuplot takes what follows on the line for an option */
            status = add_literal(words, "reset session", err);
        }
        if (status == OK) {
            status = add_script(words, &images[i], settings, err);
        }
    }
    return status;
}

/* ---- what gnuplot says ---- */

/* Not a word on the figure: it is said of UTF-8 scripts in a locale without UTF-8, and the labels come out
 * right. */
static const char idle_warning[] = "iconv failed to convert degree sign";

/* Whether the line is a complaint, such as `"x.gp" line 4: undefined variable`, and no echo of a command. */
static bool is_complaint(const char *line)
{
    size_t start = strspn(line, " \t");
    return line[start] != '\0' && line[start] != '^' && strncmp(line, "gnuplot>", 8) != 0 &&
           strstr(line, idle_warning) == NULL;
}

/* Reads on to where the next script is drawn, or to the end: false. `said` is the last complaint before it.
 */
static bool read_next(FILE *complaints, char *said, size_t size)
{
    char line[512];
    said[0] = '\0';
    while (fgets(line, sizeof line, complaints) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, drawn) == 0) {
            return true;
        }
        if (is_complaint(line)) {
            snprintf(said, size, "%s", line + strspn(line, " \t"));
        }
    }
    return false;
}

/* ---- images ---- */

/* Puts the image in its place, unless its status says that it failed. */
static void settle(struct gnuplot_image *image)
{
    if (image->status == OK && image->digest != NULL) {
        image->status = stamp_write(image->output.temporary, image->digest, &image->error);
    }
    if (image->status == OK) {
        image->status = output_commit(&image->output, &image->error);
    }
    output_discard(&image->output); /* gnuplot leaves an empty image behind an error */
}

__attribute__((format(printf, 2, 3))) static void blame(struct gnuplot_image *image, const char *format, ...)
{
    char why[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    image->status = error_set(&image->error, BAD_SERVICE, "%s", why);
    image->complained = true;
}

/* The image that was the last when gnuplot ended. A script may end it without an error. */
static void judge_end(struct gnuplot_image *image, int ended, const char *said)
{
    if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGXCPU) {
        blame(image, "gnuplot took too long, and was ended");
    } else if (WIFSIGNALED(ended)) {
        blame(image, "gnuplot was ended by signal %d", WTERMSIG(ended));
    } else if (WEXITSTATUS(ended) != 0 || said[0] != '\0') {
        blame(image, "gnuplot: %s", said[0] == '\0' ? "failed without a word" : said);
    }
}

/* Sets the status of those that one gnuplot came to, and returns how many they are: at least 1. */
static size_t judge(struct gnuplot_image *images, size_t n, FILE *complaints, int ended)
{
    char said[256];
    size_t done = 0;
    rewind(complaints);
    while (done < n && read_next(complaints, said, sizeof said)) {
        if (said[0] != '\0') {
            blame(&images[done], "gnuplot: %s", said);
        }
        done++;
    }
    if (done == n) {
        read_next(complaints, said, sizeof said);
        judge_end(&images[n - 1], ended, said);
    } else {
        judge_end(&images[done++], ended, said);
    }
    if (ferror(complaints)) { /* whether there are more is not known */
        images[done - 1].status =
            error_set(&images[done - 1].error, BAD_SERVICE, "cannot read what gnuplot said");
    }
    for (size_t i = 0; i < done; i++) {
        settle(&images[i]);
    }
    return done;
}

/* ---- the program ---- */

/* Starts gnuplot, complaining into `complaints`. */
static enum status start(char **words, int complaints, struct child *child, struct error *err)
{
    int failure;
    enum status status = child_start(child, words, complaints, &failure, err);
    return status == OK || failure == 0
               ? status
               : error_set(err, BAD_SERVICE, "cannot run gnuplot: %s%s", strerror(failure),
                           failure == ENOENT ? "; install it, such as the package gnuplot-nox" : "");
}

/* How long one image may take. */
static double limit_s(void)
{
    enum { USUAL_S = 60 };
    const char *text = getenv("FAASTAT_GNUPLOT_SECONDS");
    double seconds;
    return text != NULL && number_parse(text, strlen(text), &seconds) && seconds > 0 ? seconds : USUAL_S;
}

/* Draws with one gnuplot; *done is how many it came to. On failure it came to none. */
static enum status run(struct gnuplot_image *images, size_t n, const char *settings, size_t *done,
                       struct error *err)
{
    struct words words = {0};
    FILE *complaints = tmpfile();
    struct child child;
    enum status status = OK;
    /* Closed on exec, so that no gnuplot that is started meanwhile keeps it. */
    if (complaints == NULL || fcntl(fileno(complaints), F_SETFD, FD_CLOEXEC) != 0) {
        status = error_set(err, BAD_SERVICE, "cannot talk to gnuplot: %s", strerror(errno));
    }
    if (status != OK) {
        goto out;
    }
    status = list_words(&words, images, n, settings, err);
    if (status != OK) {
        goto out;
    }
    status = start(words.words, fileno(complaints), &child, err);
    if (status != OK) {
        goto out;
    }
    *done = judge(images, n, complaints, child_wait(&child, limit_s() * (double)n * 1000));
out:
    if (complaints != NULL) {
        fclose(complaints);
    }
    words_release(&words);
    return status;
}

/* Draws a stretch of images, each of which has its place for it. */
static void draw_stretch(struct gnuplot_image *images, size_t n, const char *settings)
{
    struct error err = {{0}};
    enum status status = OK;
    size_t from = 0;
    while (status == OK && from < n) {
        size_t done = 0;
        status = run(images + from, n - from, settings, &done, &err);
        from += done;
    }
    for (; from < n; from++) {
        images[from].status = status;
        images[from].error = err;
        output_discard(&images[from].output);
    }
}

void gnuplot_draw(struct gnuplot_image *images, size_t n, const char *terminal, double scale)
{
    char factor[NUMBER_TEXT], settings[NUMBER_TEXT + 64];
    number_write(scale, factor);
    snprintf(settings, sizeof settings, "scale = %s; terminal = '%s'; ", factor, terminal);
    struct letters letters = {0};
    bool by_pango = strcmp(terminal, "png") == 0 || strcmp(terminal, "pdf") == 0;
    for (size_t i = 0; i < n; i++) {
        struct gnuplot_image *image = &images[i];
        image->error = (struct error){{0}};
        image->complained = false;
        image->status =
            by_pango ? letters_replace(&letters, image->script, &image->boxed, &image->missing, &image->error)
                     : OK;
        if (image->status == OK) {
            image->status = output_reserve(&image->output, image->image, &image->error);
        }
    }
    letters_release(&letters);
    for (size_t from = 0, to; from < n; from = to + 1) {
        for (to = from; to < n && images[to].status == OK; to++) {}
        draw_stretch(images + from, to - from, settings);
    }
    for (size_t i = 0; i < n; i++) {
        if (images[i].boxed != NULL) {
            fclose(images[i].boxed);
        }
    }
}

size_t gnuplot_share(const char *terminal, size_t n, size_t gnuplots)
{
    enum { MOST = 64 };
    /* Only png images are the same bytes whatever the same gnuplot drew before: an svg begins with the colour
     * that the one before ended with. */
    size_t share = gnuplots == 0 || strcmp(terminal, "png") != 0 ? 1 : n / gnuplots + (n % gnuplots != 0);
    return share < 1 ? 1 : share < MOST ? share : MOST;
}
