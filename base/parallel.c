/* Threads that wait for work under one lock; a piece is taken under it and run outside. */
#define _POSIX_C_SOURCE 200809L
#include "base/parallel.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct parallel {
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    pthread_t *worker;
    int workers;
    parallel_fn run;
    void *context;
    int pieces, next, running; /* of the present work: all, the next to take, begun and not ended */
    bool ending;
};

/* Takes pieces as long as there are any. Called and left with the lock held. */
static void take_pieces(struct parallel *parallel)
{
    while (parallel->next < parallel->pieces) {
        const int piece = parallel->next++;
        const parallel_fn run = parallel->run;
        void *const context = parallel->context;
        parallel->running++;
        pthread_mutex_unlock(&parallel->lock);
        run(context, piece);
        pthread_mutex_lock(&parallel->lock);
        parallel->running--;
    }
}

static void *serve(void *context)
{
    struct parallel *parallel = context;
    pthread_mutex_lock(&parallel->lock);
    while (!parallel->ending) {
        take_pieces(parallel);
        if (parallel->running == 0) pthread_cond_signal(&parallel->done);
        if (!parallel->ending) pthread_cond_wait(&parallel->work, &parallel->lock);
    }
    pthread_mutex_unlock(&parallel->lock);
    return NULL;
}

/* Signals are for the thread that was there before. */
static void start_workers(struct parallel *parallel, int wanted)
{
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return;
    while (parallel->workers < wanted &&
           pthread_create(&parallel->worker[parallel->workers], NULL, serve, parallel) == 0)
        parallel->workers++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct parallel *parallel_new(int threads)
{
    struct parallel *parallel = mem_new(1, sizeof *parallel);
    const int wanted = threads > 1 ? threads - 1 : 0;
    pthread_mutex_init(&parallel->lock, NULL);
    pthread_cond_init(&parallel->work, NULL);
    pthread_cond_init(&parallel->done, NULL);
    parallel->worker = mem_new((size_t)wanted, sizeof *parallel->worker);
    if (wanted > 0) start_workers(parallel, wanted);
    return parallel;
}

void parallel_free(struct parallel *parallel)
{
    if (!parallel) return;
    pthread_mutex_lock(&parallel->lock);
    parallel->ending = true;
    pthread_cond_broadcast(&parallel->work);
    pthread_mutex_unlock(&parallel->lock);
    for (int n = 0; n < parallel->workers; n++) pthread_join(parallel->worker[n], NULL);
    pthread_cond_destroy(&parallel->work);
    pthread_cond_destroy(&parallel->done);
    pthread_mutex_destroy(&parallel->lock);
    free(parallel->worker);
    free(parallel);
}

void parallel_run(struct parallel *parallel, int pieces, parallel_fn run, void *context)
{
    if (parallel->workers == 0) {
        for (int piece = 0; piece < pieces; piece++) run(context, piece);
        return;
    }
    pthread_mutex_lock(&parallel->lock);
    parallel->run = run;
    parallel->context = context;
    parallel->pieces = pieces;
    parallel->next = 0;
    pthread_cond_broadcast(&parallel->work);
    take_pieces(parallel);
    while (parallel->running > 0) pthread_cond_wait(&parallel->done, &parallel->lock);
    pthread_mutex_unlock(&parallel->lock);
}
