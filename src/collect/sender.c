#include "collect/sender.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/array.h"
#include "collect/clock.h"
#include "collect/transfer.h"

/* So many answers at most come before the next request: more would make it late, and fewer than there are
 * requests would let connections pile up when this program is what is slow, each of which makes libcurl
 * slower. */
enum { MOST_EVENTS = 16, MOST_IDLE_CONNECTIONS = 100000 };
static const double longest_wait_s = 0.25; /* a signal that came just before a wait is seen that late */
static const double most_wake_s = 1e-4, wake_step_s = 1e-6;

struct sender {
    const struct target_options *options;
    CURLM *multi;
    int epoll, timer;
    double wake_s;               /* how late a wait ends, in the median: that much sooner it is to end */
    double curl_due_s;           /* when libcurl wants to be called; INFINITY: by events alone */
    double epoch_s;              /* of clock_s() = 0 */
    struct transfer **transfers; /* all there are */
    size_t n_transfers, capacity, in_flight;
    struct transfer *idle;
    struct queued {
        const struct target *target;
        size_t request;
        double intended_s;
    } * queue; /* requests that wait for a connection: [first_queued, n_queued) */
    size_t first_queued, n_queued, queue_capacity;
    sender_take take;
    void *context;
};

/* ---- what libcurl calls ---- */

/* A descriptor that epoll knows has a pointer assigned to it. */
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
    struct sender *sender = context;
    struct epoll_event event = {.data.fd = fd};
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(sender->epoll, EPOLL_CTL_DEL, fd, NULL);
        curl_multi_assign(sender->multi, fd, NULL);
        return 0;
    }
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
    int likely = known == NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    int other = known == NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD; /* after a descriptor was closed in between */
    if (epoll_ctl(sender->epoll, likely, fd, &event) != 0 &&
        epoll_ctl(sender->epoll, other, fd, &event) != 0) {
        return -1;
    }
    curl_multi_assign(sender->multi, fd, sender);
    return 0;
}

static int set_curl_timer(CURLM *multi, long timeout_ms, void *context)
{
    struct sender *sender = context;
    (void)multi;
    sender->curl_due_s = timeout_ms < 0 ? INFINITY : clock_s() + (double)timeout_ms / 1e3;
    return 0;
}

/* ---- beginning and end ---- */

static enum status open_loop(struct sender *sender, struct error *err)
{
    struct epoll_event event = {.events = EPOLLIN};
    sender->epoll = epoll_create1(EPOLL_CLOEXEC);
    sender->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    sender->multi = curl_multi_init();
    event.data.fd = sender->timer;
    if (sender->epoll < 0 || sender->timer < 0 || sender->multi == NULL ||
        epoll_ctl(sender->epoll, EPOLL_CTL_ADD, sender->timer, &event) != 0) {
        return error_set(err, BAD_SERVICE, "cannot wait for answers: %s", strerror(errno));
    }
    curl_multi_setopt(sender->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(sender->multi, CURLMOPT_SOCKETDATA, sender);
    curl_multi_setopt(sender->multi, CURLMOPT_TIMERFUNCTION, set_curl_timer);
    curl_multi_setopt(sender->multi, CURLMOPT_TIMERDATA, sender);
    curl_multi_setopt(sender->multi, CURLMOPT_MAXCONNECTS, (long)MOST_IDLE_CONNECTIONS);
    if (sender->options->http2) {
        curl_multi_setopt(sender->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)sender->options->connections);
    }
    return OK;
}

enum status sender_new(const struct target_options *options, struct sender **sender, struct error *err)
{
    *sender = calloc(1, sizeof **sender);
    if (*sender == NULL) {
        return error_no_memory(err);
    }
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) ==
        0) { /* a server that stalls holds a connection for each request */
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); /* the kernel may else be 50 us late on purpose */
    (*sender)->options = options;
    (*sender)->epoll = (*sender)->timer = -1;
    (*sender)->curl_due_s = INFINITY;
    (*sender)->epoch_s = clock_read_s(CLOCK_REALTIME) - clock_s();
    enum status status = open_loop(*sender, err);
    if (status != OK) {
        sender_free(*sender);
        *sender = NULL;
    }
    return status;
}

void sender_forget_queued(struct sender *sender)
{
    sender->first_queued = sender->n_queued = 0;
}

void sender_abandon(struct sender *sender)
{
    sender_forget_queued(sender);
    sender->idle = NULL;
    for (size_t i = 0; i < sender->n_transfers; i++) {
        curl_multi_remove_handle(sender->multi, sender->transfers[i]->easy);
        sender->transfers[i]->next = sender->idle;
        sender->idle = sender->transfers[i];
    }
    sender->in_flight = 0;
}

void sender_free(struct sender *sender)
{
    if (sender == NULL) {
        return;
    }
    sender_abandon(sender);
    for (size_t i = 0; i < sender->n_transfers; i++) {
        transfer_free(sender->transfers[i]);
    }
    curl_multi_cleanup(sender->multi);
    if (sender->timer >= 0) {
        close(sender->timer);
    }
    if (sender->epoll >= 0) {
        close(sender->epoll);
    }
    free(sender->transfers);
    free(sender->queue);
    free(sender);
}

void sender_set_taker(struct sender *sender, sender_take take, void *context)
{
    sender->take = take;
    sender->context = context;
}

size_t sender_in_flight(const struct sender *sender)
{
    return sender->in_flight + sender->n_queued - sender->first_queued;
}

/* ---- answers ---- */

static enum status finish(struct sender *sender, struct transfer *transfer, CURLcode code, struct error *err)
{
    struct outcome outcome;
    enum status status = transfer_judge(transfer, code, clock_s(), &outcome, err);
    outcome.start_s = sender->epoch_s + transfer->intended_s;
    curl_multi_remove_handle(sender->multi, transfer->easy);
    transfer->next = sender->idle;
    sender->idle = transfer;
    sender->in_flight--;
    return status == OK ? sender->take(&outcome, sender->context, err) : status;
}

/* Tells of the requests that have ended. */
static enum status finish_all(struct sender *sender, struct error *err)
{
    enum status status = OK;
    int left;
    const CURLMsg *message;
    while (status == OK && (message = curl_multi_info_read(sender->multi, &left)) != NULL) {
        char *transfer = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        status = finish(sender, (struct transfer *)(void *)transfer, code, err);
    }
    return status;
}

/* ---- requests ---- */

static enum status take_idle(struct sender *sender, struct transfer **transfer, struct error *err)
{
    if (sender->idle != NULL) {
        *transfer = sender->idle;
        sender->idle = (*transfer)->next;
        return OK;
    }
    struct transfer **grown =
        array_reserve(sender->transfers, &sender->capacity, sender->n_transfers + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    sender->transfers = grown;
    enum status status = transfer_new(sender->options, transfer, err);
    if (status != OK) {
        return status;
    }
    grown[sender->n_transfers++] = *transfer;
    return OK;
}

static enum status send_now(struct sender *sender, const struct target *target, size_t request,
                            double intended_s, struct error *err)
{
    struct transfer *transfer;
    enum status status = take_idle(sender, &transfer, err);
    if (status != OK) {
        return status;
    }
    status = transfer_prepare(transfer, target, request, err);
    transfer->intended_s = intended_s;
    transfer->began_s = clock_s();
    CURLMcode code = status == OK ? curl_multi_add_handle(sender->multi, transfer->easy) : CURLM_OK;
    if (code != CURLM_OK) {
        status = error_set(err, BAD_SERVICE, "libcurl: %s", curl_multi_strerror(code));
    }
    if (status != OK) {
        transfer->next = sender->idle;
        sender->idle = transfer;
        return status;
    }
    sender->in_flight++;
    int running;
    code = curl_multi_socket_action(sender->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    /* On a connection that is kept alive the request is written by now, so this is at most too late. */
    transfer->sent_s = clock_s();
    return code == CURLM_OK ? finish_all(sender, err)
                            : error_set(err, BAD_SERVICE, "libcurl: %s", curl_multi_strerror(code));
}

/* Over HTTP/2 libcurl sees to it, as a connection takes more than one request. */
static bool has_room(const struct sender *sender)
{
    const struct target_options *options = sender->options;
    return options->http2 || options->connections == 0 || sender->in_flight < options->connections;
}

static enum status send_queued(struct sender *sender, struct error *err)
{
    enum status status = OK;
    while (status == OK && sender->first_queued < sender->n_queued && has_room(sender)) {
        struct queued first = sender->queue[sender->first_queued++];
        status = send_now(sender, first.target, first.request, first.intended_s, err);
    }
    if (sender->first_queued == sender->n_queued) {
        sender_forget_queued(sender);
    }
    return status;
}

enum status sender_send(struct sender *sender, const struct target *target, size_t request, double intended_s,
                        struct error *err)
{
    if (sender->n_queued == 0 && has_room(sender)) {
        return send_now(sender, target, request, intended_s, err);
    }
    size_t waiting = sender->n_queued - sender->first_queued;
    if (sender->first_queued > waiting) { /* those that were sent make room */
        memmove(sender->queue, sender->queue + sender->first_queued, waiting * sizeof *sender->queue);
        sender->first_queued = 0;
        sender->n_queued = waiting;
    }
    struct queued *grown =
        array_reserve(sender->queue, &sender->queue_capacity, sender->n_queued + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    sender->queue = grown;
    grown[sender->n_queued++] = (struct queued){target, request, intended_s};
    return send_queued(sender, err);
}

/* What has happened to a socket, or that time has passed; then those that wait have their turn. */
static enum status act(struct sender *sender, curl_socket_t fd, int what, struct error *err)
{
    int running;
    CURLMcode code = curl_multi_socket_action(sender->multi, fd, what, &running);
    if (code != CURLM_OK) {
        return error_set(err, BAD_SERVICE, "libcurl: %s", curl_multi_strerror(code));
    }
    enum status status = finish_all(sender, err);
    return status == OK ? send_queued(sender, err) : status;
}

static enum status handle_event(struct sender *sender, const struct epoll_event *event, struct error *err)
{
    int what = 0;
    if (event->data.fd == sender->timer) {
        return OK; /* it is set again before the next wait */
    }
    what |= event->events & EPOLLIN ? CURL_CSELECT_IN : 0;
    what |= event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0;
    what |= event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0;
    return act(sender, event->data.fd, what, err);
}

/* An absolute time of 0 would switch the timer off. */
static void set_timer(const struct sender *sender, double due_s)
{
    double whole_s = floor(due_s);
    struct itimerspec due = {
        .it_value = {.tv_sec = (time_t)whole_s, .tv_nsec = (long)((due_s - whole_s) * 1e9)}};
    timerfd_settime(sender->timer, TFD_TIMER_ABSTIME, &due, NULL);
}

/* Steps towards the median of how late waits end, which knows no outliers: what is spent on looks where a
 * request is nearly due is then no more than the scatter about it. */
static void learn_wake(struct sender *sender, double due_s)
{
    double late_s = clock_s() - due_s;
    if (late_s > 0) {
        double step_s = late_s > sender->wake_s ? wake_step_s : -wake_step_s;
        sender->wake_s = fmin(fmax(sender->wake_s + step_s, 0), most_wake_s);
    }
}

enum status sender_wait(struct sender *sender, double until_s, struct error *err)
{
    double now_s = clock_s();
    if (sender->curl_due_s <= now_s) {
        long again_ms = -1;
        sender->curl_due_s = INFINITY;
        enum status status = act(sender, CURL_SOCKET_TIMEOUT, 0, err);
        /* It does not ask a second time for the same timeout, should it hold this call for too early. */
        if (sender->curl_due_s == INFINITY && curl_multi_timeout(sender->multi, &again_ms) == CURLM_OK) {
            set_curl_timer(sender->multi, again_ms, sender);
        }
        return status;
    }
    double due_s = fmin(fmin(until_s - sender->wake_s, sender->curl_due_s), now_s + longest_wait_s);
    int timeout_ms = due_s <= now_s ? 0 : -1;
    if (timeout_ms != 0) {
        set_timer(sender, due_s);
    }
    struct epoll_event events[MOST_EVENTS];
    int n = epoll_wait(sender->epoll, events, MOST_EVENTS, timeout_ms);
    if (n < 0 && errno != EINTR) {
        return error_set(err, BAD_SERVICE, "cannot wait for answers: %s", strerror(errno));
    }
    if (timeout_ms != 0) {
        learn_wake(sender, due_s);
    }
    enum status status = OK;
    for (int i = 0; status == OK && i < n; i++) {
        status = handle_event(sender, &events[i], err);
    }
    return status;
}
