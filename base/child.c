/* Fork, one socket pair, framed messages, and an end that is always reaped. */
#define _DEFAULT_SOURCE /* wait4(), which alone tells the memory of one child */
#include "base/child.h"

#include "base/env.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if defined __linux__
#include <sys/prctl.h>
#endif

#if defined __SANITIZE_ADDRESS__
#define SANITIZED true
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* Linux counts in RLIMIT_DATA what a process can write to, wherever it came from; RLIMIT_AS would
   also count the address space that the threads of a server only reserve. */
#if defined __linux__
#define MEMORY_LIMIT RLIMIT_DATA
#else
#define MEMORY_LIMIT RLIMIT_AS
#endif

static const double PACE_S = 0.04; /* between two looks at the caller's wishes */
static const double GRACE_S = 1.0; /* between the end of the pipe and the end of the process */
/* A signal to a child that has this share of its memory in use is taken for want of memory. */
static const double NEARLY_ALL = 0.9;
static const double MUCH = 0.5; /* the same for a malloc() that failed */

struct header {
    uint32_t kind, length;
};

struct child_pipe {
    int descriptor;
    bool broken;        /* a message was cut short on its way out, or what came in is none */
    bool closed;        /* the other end has gone */
    unsigned char *got; /* [room] what came in: from a header on, `filled` bytes */
    size_t filled, room;
    size_t used;   /* bytes of the message that was handed out last */
    int memory_mb; /* of the child that holds this end; 0: no limit */
};

struct child {
    pid_t number;
    int memory_mb;
    struct child_pipe pipe;
};

static void pipe_clear(struct child_pipe *pipe)
{
    close(pipe->descriptor);
    free(pipe->got);
}

int child_descriptor(const struct child_pipe *pipe)
{
    return pipe->descriptor;
}

/* ---- messages ---------------------------------------------------------------------------- */

/* 1: the descriptor is ready for `what`; 0: the time is over; -1: a signal came in between. */
static int wait_ready(int descriptor, short what, double wait_s)
{
    enum { MOST_MS = 1000 * 1000 };
    struct pollfd one = {.fd = descriptor, .events = what};
    const double wait_ms = ceil(fmax(wait_s, 0.0) * 1000.0);
    return poll(&one, 1, wait_ms < MOST_MS ? (int)wait_ms : MOST_MS);
}

static bool send_all(struct child_pipe *pipe, const void *bytes, size_t length, double end_s)
{
    const unsigned char *at = bytes;
    while (length > 0) {
        const ssize_t sent = send(pipe->descriptor, at, length, MSG_NOSIGNAL);
        if (sent >= 0) {
            at += sent;
            length -= (size_t)sent;
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
        const double left_s = end_s - env_seconds();
        if (!(left_s > 0.0)) return false;
        wait_ready(pipe->descriptor, POLLOUT, left_s);
    }
    return true;
}

bool child_send(struct child_pipe *pipe, enum message_kind kind, const void *bytes, size_t length,
                double wait_s)
{
    const double end_s = env_seconds() + wait_s;
    if (pipe->broken || length > CHILD_MOST_BYTES) return false;
    const struct header header = {(uint32_t)kind, (uint32_t)length};
    pipe->broken =
        !send_all(pipe, &header, sizeof header, end_s) || !send_all(pipe, bytes, length, end_s);
    return !pipe->broken;
}

/* Forget the message that was handed out; what came after it moves to the front. */
static void drop_used(struct child_pipe *pipe)
{
    pipe->filled -= pipe->used;
    if (pipe->filled > 0) memmove(pipe->got, pipe->got + pipe->used, pipe->filled);
    pipe->used = 0;
}

/* Whether a whole message is there. The header is checked before anything is kept for it. */
static bool take_message(struct child_pipe *pipe, struct message *out)
{
    struct header header;
    if (pipe->filled < sizeof header) return false;
    memcpy(&header, pipe->got, sizeof header);
    if (header.kind < MESSAGE_PROGRESS || header.kind > MESSAGE_REQUEST ||
        header.length > CHILD_MOST_BYTES) {
        pipe->broken = true;
        return false;
    }
    if (pipe->filled < sizeof header + header.length) return false;
    pipe->used = sizeof header + header.length;
    *out =
        (struct message){(enum message_kind)header.kind, header.length, pipe->got + sizeof header};
    return true;
}

/* Reads what is there. The room grows with what has come, not with what a header promises. */
static void read_some(struct child_pipe *pipe)
{
    enum { FIRST_ROOM = 64 << 10 };
    if (pipe->filled == pipe->room) {
        pipe->room = pipe->room ? pipe->room * 2 : FIRST_ROOM;
        pipe->got = mem_resize(pipe->got, pipe->room, 1);
    }
    const ssize_t count =
        recv(pipe->descriptor, pipe->got + pipe->filled, pipe->room - pipe->filled, 0);
    if (count > 0)
        pipe->filled += (size_t)count;
    else if (count == 0 || (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK))
        pipe->closed = true;
}

enum child_news child_receive(struct child_pipe *pipe, double wait_s, struct message *out)
{
    const double end_s = env_seconds() + wait_s;
    drop_used(pipe);
    for (;;) {
        if (!pipe->broken && take_message(pipe, out)) return NEWS_MESSAGE;
        if (pipe->broken || (pipe->closed && pipe->filled > 0)) return NEWS_GARBLED;
        if (pipe->closed) return NEWS_CLOSED;
        const int ready = wait_ready(pipe->descriptor, POLLIN, end_s - env_seconds());
        if (ready > 0)
            read_some(pipe);
        else if (ready < 0 || wait_s < INFINITY)
            return NEWS_NONE;
    }
}

/* ---- the child --------------------------------------------------------------------------- */

/* MiB */
static double peak_of(const struct rusage *use)
{
#if defined __APPLE__
    return (double)use->ru_maxrss / (1 << 20);
#else
    return (double)use->ru_maxrss / 1024.0;
#endif
}

bool child_has_memory_limit(void)
{
    return !SANITIZED;
}

/* malloc() may leave ENOMEM where it went on in another way, so there must also be much in use. */
void child_check_memory(const struct child_pipe *pipe)
{
    struct rusage use;
    if (errno != ENOMEM || pipe->memory_mb <= 0 || getrusage(RUSAGE_SELF, &use) != 0) return;
    if (peak_of(&use) >= MUCH * pipe->memory_mb) _exit(MEM_EXIT_STATUS);
}

static void limit_memory(int memory_mb)
{
    struct rlimit limit;
    if (memory_mb <= 0 || !child_has_memory_limit() || getrlimit(MEMORY_LIMIT, &limit) != 0) return;
    const rlim_t wanted = (rlim_t)memory_mb << 20;
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > wanted) limit.rlim_cur = wanted;
    setrlimit(MEMORY_LIMIT, &limit);
}

/* As in a new program: no handler of the caller runs here, a fault ends the child. Interrupts of
   the keyboard are the caller's. */
static void reset_signals(void)
{
    struct sigaction action;
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            signal(number, SIG_DFL);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A descriptor that stayed open here would keep a file, a port or another child's pipe open. */
static void close_others(int kept)
{
    enum { FIRST = 3, MOST = 4096 };
    DIR *folder = opendir("/dev/fd");
    int open_now[MOST], count = 0;
    for (const struct dirent *entry; folder && count < MOST && (entry = readdir(folder));) {
        const int descriptor = (int)strtol(entry->d_name, NULL, 10);
        if (descriptor >= FIRST && descriptor != dirfd(folder)) open_now[count++] = descriptor;
    }
    for (int descriptor = FIRST; !folder && descriptor < MOST; descriptor++)
        open_now[count++] = descriptor;
    if (folder) closedir(folder);
    for (int i = 0; i < count; i++)
        if (open_now[i] != kept) close(open_now[i]);
}

static void die_with(pid_t caller)
{
#if defined __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != caller) _exit(EXIT_FAILURE); /* it has gone before this could be asked for */
}

static _Noreturn void be_child(child_fn run, void *context, pid_t caller, int memory_mb,
                               int descriptor)
{
    struct child_pipe pipe = {.descriptor = descriptor, .memory_mb = memory_mb};
    die_with(caller);
    reset_signals();
    close_others(descriptor);
    mem_keep_quiet();
    limit_memory(memory_mb);
    run(context, &pipe);
    _exit(EXIT_SUCCESS);
}

/* ---- the caller -------------------------------------------------------------------------- */

static bool make_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return false;
    bool good = true;
    for (int i = 0; i < 2; i++) {
        good = good && fcntl(ends[i], F_SETFD, FD_CLOEXEC) != -1;
        good = good && fcntl(ends[i], F_SETFL, O_NONBLOCK) != -1;
    }
    if (good) return true;
    close(ends[0]);
    close(ends[1]);
    return false;
}

static enum err_code say_no_child(struct err *err)
{
    const char *reason = err_reason(errno);
    return err_set(err, ERR_SOLVER, "เปิดโพรเซสสำหรับคำนวณไม่ได้: %s",
                   "cannot start a process for the work: %s", reason);
}

enum err_code child_start(child_fn run, void *context, int memory_mb, struct child **out,
                          struct err *err)
{
    int ends[2];
    if (!make_pair(ends)) return say_no_child(err);
    const pid_t caller = getpid();
    fflush(NULL); /* what waits in a buffer must not be in the child's copy of it */
    const pid_t number = fork();
    if (number == 0) be_child(run, context, caller, memory_mb, ends[1]);
    if (number < 0) {
        const enum err_code code = say_no_child(err);
        close(ends[0]);
        close(ends[1]);
        return code;
    }
    close(ends[1]);
    struct child *child = mem_new(1, sizeof *child);
    *child = (struct child){number, memory_mb, {.descriptor = ends[0]}};
    *out = child;
    return ERR_OK;
}

struct child_pipe *child_pipe(struct child *child)
{
    return &child->pipe;
}

pid_t child_number(const struct child *child)
{
    return child->number;
}

/* One look at the process, or a wait for it: true when it is over. A caller that ignores SIGCHLD
   does not learn how (status 0). */
static bool has_ended(const struct child *child, int options, int *status, struct rusage *use)
{
    pid_t number;
    while ((number = wait4(child->number, status, options, use)) == -1 && errno == EINTR) continue;
    return number != 0;
}

/* Waits for the process itself; one that does not end within the grace is killed. */
static int reap(const struct child *child, double grace_s, struct rusage *use)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000};
    const double end_s = env_seconds() + grace_s;
    int status = 0;
    bool ended = has_ended(child, WNOHANG, &status, use);
    while (!ended && env_seconds() < end_s) {
        nanosleep(&pause, NULL);
        ended = has_ended(child, WNOHANG, &status, use);
    }
    if (ended) return status;
    kill(child->number, SIGKILL);
    has_ended(child, 0, &status, use);
    return status;
}

/* How a child ended that nobody stopped. */
static struct child_end read_end(const struct child *child, int status, const struct rusage *use)
{
    struct child_end end = {.how = END_DONE, .peak_mb = peak_of(use)};
    if (WIFSIGNALED(status)) {
        end.how = END_SIGNAL;
        end.number = WTERMSIG(status);
        if (child->memory_mb > 0 && end.number != SIGKILL &&
            end.peak_mb >= NEARLY_ALL * child->memory_mb)
            end.how = END_MEMORY;
    } else if (WEXITSTATUS(status) == MEM_EXIT_STATUS) {
        end.how = END_MEMORY;
    } else if (WEXITSTATUS(status) != 0) {
        end.how = END_EXIT;
        end.number = WEXITSTATUS(status);
    }
    return end;
}

/* Reads until the pipe ends or somebody ends it: END_DONE, END_STOPPED, END_LATE, END_GARBLED. */
static enum child_how listen_to(struct child *child, const struct child_watch *watch)
{
    const double end_s = env_seconds() + watch->limit_s;
    for (;;) {
        struct message message;
        const double now_s = env_seconds();
        if (now_s >= end_s) return END_LATE;
        if (watch->go_on && !watch->go_on(watch->context)) return END_STOPPED;
        switch (child_receive(&child->pipe, fmin(end_s - now_s, PACE_S), &message)) {
        case NEWS_MESSAGE:
            if (watch->message && !watch->message(watch->context, &message)) return END_STOPPED;
            break;
        case NEWS_NONE:
            break;
        case NEWS_CLOSED:
            return END_DONE;
        case NEWS_GARBLED:
            return END_GARBLED;
        }
    }
}

struct child_end child_wait(struct child *child, const struct child_watch *watch)
{
    const enum child_how how = listen_to(child, watch);
    const bool gone = child->pipe.closed;
    struct rusage use = {0};
    const int status = reap(child, gone ? GRACE_S : 0.0, &use);
    struct child_end end = read_end(child, status, &use);
    /* A message cut short has its reason in how the child ended, unless that says nothing. */
    if (how == END_STOPPED || how == END_LATE || (how == END_GARBLED && (!gone || !end.how)))
        end = (struct child_end){.how = how, .peak_mb = end.peak_mb};
    pipe_clear(&child->pipe);
    free(child);
    return end;
}

void child_stop(struct child *child)
{
    struct rusage use;
    if (!child) return;
    reap(child, 0.0, &use);
    pipe_clear(&child->pipe);
    free(child);
}
