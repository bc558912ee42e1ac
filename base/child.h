/* Work in a child process, so that a fault, an abort() or an exit in it ends the child and never
   the caller, and so that it can be stopped at any moment. Between the two lies one two-way pipe of
   messages: a kind, a length, bytes. Knows nothing of plans.

   What a child may not do. It is a fork: it has a copy of the caller's memory and none of its
   threads. Every descriptor but 0, 1, 2 and its pipe is closed when it starts, so it must not use a
   database handle (or any other open file) of the caller; a solve needs none. It ends by _exit():
   no function of atexit() runs in it and no buffer of stdio is written twice.

   A child ends with its caller, also when the caller is killed (on Linux at once: with the thread
   that started it, which must therefore live as long; elsewhere when it next uses its pipe). An
   interrupt from the keyboard (SIGINT, SIGQUIT) reaches the caller alone, who decides. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CHILD_MOST_BYTES = 256 << 20 }; /* of one message */

enum message_kind { MESSAGE_PROGRESS = 1, MESSAGE_RESULT, MESSAGE_ERROR, MESSAGE_REQUEST };
struct message {
    enum message_kind kind;
    size_t length;
    const void *bytes; /* aligned for any type; borrowed until the next message is received */
};

/* One end of the pipe. Both ends send and receive in the same way. */
struct child_pipe;

/**
 * Send one message; waits at most `wait_s` (INFINITY: for ever) while the other end does not read.
 * False when the other end has gone, the time is over or the message is too long; after a message
 * that was cut short the pipe is of no use any more and every later call is false, too.
 */
MUST_CHECK bool child_send(struct child_pipe *pipe, enum message_kind kind, const void *bytes,
                           size_t length, double wait_s);

enum child_news {
    NEWS_MESSAGE, /* *out is a whole message */
    NEWS_NONE,    /* the time is over, or a signal came in between */
    NEWS_CLOSED,  /* the other end has gone, after whole messages */
    NEWS_GARBLED /* it has gone in the middle of one, or sent what is none: nothing more can be read
                  */
};
/** The next message; waits at most `wait_s` (0: not at all; INFINITY: for ever). */
enum child_news child_receive(struct child_pipe *pipe, double wait_s, struct message *out);

/** The descriptor of an end, to wait for it together with others; not to be read from. */
int child_descriptor(const struct child_pipe *pipe);

/* The work: its return is the end of the child. */
typedef void (*child_fn)(void *context, struct child_pipe *pipe);

struct child;

/**
 * Start `run` in a child that may have `memory_mb` MiB of memory (0: no limit), its copy of the
 * caller's included. malloc() fails beyond; base/mem.h and child_check_memory() end the child then.
 * `context` is borrowed until this returns: the child has its own copy.
 * Errors: ERR_SOLVER when the system gives no process or pipe.
 */
MUST_CHECK enum err_code child_start(child_fn run, void *context, int memory_mb, struct child **out,
                                     struct err *err);
/** False where a limit of memory is not possible: under the address sanitizer. */
bool child_has_memory_limit(void);
/**
 * In a child: end it as base/mem.h does when a malloc() of somebody else has failed, a library that
 * goes on or says so in its own way. Known by ENOMEM in errno (set it to 0 before) with half of the
 * memory in use.
 */
void child_check_memory(const struct child_pipe *pipe);

/** The caller's end, and the number of the process. */
struct child_pipe *child_pipe(struct child *child);
pid_t child_number(const struct child *child);

enum child_how {
    END_DONE,    /* its function returned, and all it sent was read */
    END_EXIT,    /* by an exit, .number its status */
    END_SIGNAL,  /* by a signal, .number which */
    END_MEMORY,  /* it needed more than memory_mb, as far as can be known: by base/mem.h, or by a
                    signal with nearly all of its memory in use */
    END_STOPPED, /* the caller's callbacks said so */
    END_LATE,    /* the caller's limit was over */
    END_GARBLED  /* a message was cut short or none; not delivered */
};
struct child_end {
    enum child_how how;
    int number;
    double peak_mb; /* the most memory it had, MiB */
};

/* What the caller does while it waits; NULL functions: nothing. */
struct child_watch {
    double limit_s; /* from the call of child_wait; INFINITY: none */
    bool (*message)(void *context, const struct message *message); /* false: stop the child */
    bool (*go_on)(void *context); /* asked every 50 ms at least; false: stop the child */
    void *context;
};

/** Wait for the end of a child and free it; it is reaped, and dead, when this returns. */
struct child_end child_wait(struct child *child, const struct child_watch *watch);

/** Kill a child at once, reap and free it. NULL is allowed. */
void child_stop(struct child *child);

#endif
