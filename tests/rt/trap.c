/* A trap around an audio callback: preloaded into a process, it counts what the callback must never call.
 *
 * trap_callback has PortAudio's signature. It marks its thread, calls the callback that trap_set named, and takes the
 * mark away; every function below that is called by a marked thread is counted, and then done as usual. Beside them it
 * counts what no list can miss: how often the thread went to sleep inside the callback, and waited for a page from disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <time.h>

typedef int (*Callback)(const void *, void *, unsigned long, const void *, unsigned long, void *);

static _Thread_local int inside;
static Callback callback;
static atomic_long sleeps, disk_waits, page_faults;

/* Allocation: glibc's own names, because dlsym itself allocates. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

#define ALLOCATORS(X) X(malloc) X(calloc) X(realloc) X(free) X(memalign) X(posix_memalign) X(aligned_alloc)
/* Everything else: name, result, parameters, arguments. */
#define OTHERS(X)                                                                                                      \
    X(pthread_mutex_lock, int, (pthread_mutex_t * m), (m))                                                             \
    X(pthread_mutex_trylock, int, (pthread_mutex_t * m), (m))                                                          \
    X(pthread_mutex_timedlock, int, (pthread_mutex_t * m, const struct timespec *t), (m, t))                           \
    X(pthread_cond_wait, int, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))                                        \
    X(pthread_cond_timedwait, int, (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *t), (c, m, t))      \
    X(pthread_cond_clockwait, int, (pthread_cond_t * c, pthread_mutex_t *m, clockid_t k, const struct timespec *t),    \
      (c, m, k, t))                                                                                                    \
    X(pthread_cond_signal, int, (pthread_cond_t * c), (c))                                                             \
    X(pthread_cond_broadcast, int, (pthread_cond_t * c), (c))                                                          \
    X(pthread_rwlock_rdlock, int, (pthread_rwlock_t * l), (l))                                                         \
    X(pthread_rwlock_wrlock, int, (pthread_rwlock_t * l), (l))                                                         \
    X(pthread_join, int, (pthread_t p, void **v), (p, v))                                                              \
    X(sem_wait, int, (sem_t * s), (s))                                                                                 \
    X(sem_timedwait, int, (sem_t * s, const struct timespec *t), (s, t))                                               \
    X(nanosleep, int, (const struct timespec *t, struct timespec *r), (t, r))                                          \
    X(clock_nanosleep, int, (clockid_t k, int f, const struct timespec *t, struct timespec *r), (k, f, t, r))          \
    X(usleep, int, (unsigned t), (t))                                                                                  \
    X(sched_yield, int, (void), ())                                                                                    \
    X(read, ssize_t, (int f, void *b, size_t n), (f, b, n))                                                            \
    X(write, ssize_t, (int f, const void *b, size_t n), (f, b, n))                                                     \
    X(mmap, void *, (void *a, size_t n, int p, int g, int f, off_t o), (a, n, p, g, f, o))                             \
    X(munmap, int, (void *a, size_t n), (a, n))                                                                        \
    X(madvise, int, (void *a, size_t n, int h), (a, n, h))

#define NUMBER(name, ...) AT_##name,
enum { ALLOCATORS(NUMBER) OTHERS(NUMBER) NAMES };
#define NAME(name, ...) #name,
static const char *const names[NAMES] = {ALLOCATORS(NAME) OTHERS(NAME)};
static atomic_long calls[NAMES];

static void note(int name) {
    if (inside)
        atomic_fetch_add(&calls[name], 1);
}

void *malloc(size_t size) { note(AT_malloc); return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { note(AT_calloc); return __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { note(AT_realloc); return __libc_realloc(old, size); }
void free(void *old) { note(AT_free); __libc_free(old); }
void *memalign(size_t align, size_t size) { note(AT_memalign); return __libc_memalign(align, size); }
void *aligned_alloc(size_t align, size_t size) { note(AT_aligned_alloc); return __libc_memalign(align, size); }
int posix_memalign(void **out, size_t align, size_t size) {
    note(AT_posix_memalign);
    *out = __libc_memalign(align, size);
    return *out == NULL ? 12 /* ENOMEM */ : 0;
}

#define WRAP(name, result, parameters, arguments)                                                                      \
    result name parameters {                                                                                           \
        static result(*real) parameters;                                                                               \
        if (real == NULL) {                                                                                            \
            void *found = dlsym(RTLD_NEXT, #name);                                                                     \
            memcpy(&real, &found, sizeof real);                                                                        \
        }                                                                                                              \
        note(AT_##name);                                                                                               \
        return real arguments;                                                                                         \
    }
OTHERS(WRAP)

void trap_set(void *address) { memcpy(&callback, &address, sizeof callback); }

int trap_callback(const void *in, void *out, unsigned long frames, const void *times, unsigned long flags, void *user) {
    struct rusage before, after;
    getrusage(RUSAGE_THREAD, &before);
    inside = 1;
    int answer = callback(in, out, frames, times, flags, user);
    inside = 0;
    getrusage(RUSAGE_THREAD, &after);
    atomic_fetch_add(&sleeps, after.ru_nvcsw - before.ru_nvcsw);
    atomic_fetch_add(&disk_waits, after.ru_majflt - before.ru_majflt);
    atomic_fetch_add(&page_faults, after.ru_minflt - before.ru_minflt);
    return answer;
}

int trap_count(void) { return NAMES; }
const char *trap_name(int number) { return names[number]; }
long trap_calls(int number) { return atomic_load(&calls[number]); }
long trap_sleeps(void) { return atomic_load(&sleeps); }
long trap_disk_waits(void) { return atomic_load(&disk_waits); }
long trap_page_faults(void) { return atomic_load(&page_faults); }
