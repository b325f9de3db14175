/* A file system that fails when it is told to: loaded before the C library (LD_PRELOAD) by tests/faults.

   It counts the calls that concern one folder, by kind, and does at the n-th of them what was ordered:
   the process is killed before, after or in the middle of the call, the plug is pulled (power_loss.c), or the
   call fails with an error of the system, once or from then on. Armed from within the process (tests/faults/shim.py); nothing is
   done, and next to nothing counted, while it isn't armed. */

#define _GNU_SOURCE
#include "power_loss.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Kinds of calls; an order names those it is about. */
enum { ROOM = 1, OVERWRITE = 2, FLUSH = 4, NAME = 8, READ = 16, OPEN_TO_WRITE = 32 };

/* What is done at the n-th. */
enum { NOTHING, KILL_BEFORE, KILL_AFTER, KILL_TORN, FAIL, FAIL_TORN, SHORT, PULL };

static struct {
    int armed, action, error, lasting, kinds, fired, report;
    long nth, counted, faked_type;
    size_t length;
    char under[PATH_MAX];
} order = {.report = -1};

#define EXPORT __attribute__((visibility("default")))

EXPORT void fault_arm(const char *under, int action, long nth, int error, int lasting, int kinds, int report) {
    order.armed = 0;
    snprintf(order.under, sizeof order.under, "%s", under);
    order.length = strlen(order.under);
    order.action = action;
    order.nth = nth;
    order.error = error;
    order.lasting = lasting;
    order.kinds = kinds;
    order.report = report;
    order.counted = order.fired = 0;
    order.armed = 1;
}

EXPORT void fault_disarm(void) { order.armed = 0; }
EXPORT long fault_counted(void) { return order.counted; }
EXPORT int fault_fired(void) { return order.fired; }
EXPORT void fault_keep_for_power_loss(const char *graveyard, unsigned seed, int some) {
    power_begin(graveyard, seed, some);
}
EXPORT void fault_fake_type(long type) { order.faked_type = type; }

static int is_under(const char *path) {
    return strncmp(path, order.under, order.length) == 0 &&
           (path[order.length] == '/' || path[order.length] == '\0');
}

static int concerns_path(int folder, const char *path) {
    char whole[2 * PATH_MAX], home[64];
    if (!order.armed || path == NULL) return 0;
    if (path[0] == '/') return is_under(path);
    if (folder == AT_FDCWD) snprintf(home, sizeof home, "/proc/self/cwd");
    else snprintf(home, sizeof home, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(home, whole, PATH_MAX);
    if (length < 0) return 0;
    snprintf(whole + length, PATH_MAX, "/%s", path);
    return is_under(whole);
}

static int concerns_file(int file) {
    char link[64], whole[PATH_MAX];
    if (!order.armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, whole, sizeof whole - 1);
    if (length < 0) return 0;
    whole[length] = '\0';
    return is_under(whole);
}

static void die(void) {
    syscall(SYS_kill, (pid_t)syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

EXPORT void fault_pull_plug(void) {
    power_pull();
    die();
}

/* Counts a call that concerns the folder; returns what is to be done with it. */
static int ordered(int kind, const char *call, const char *name) {
    if (!(order.kinds & kind)) return NOTHING;
    long number = __atomic_add_fetch(&order.counted, 1, __ATOMIC_SEQ_CST);
    if (order.action == NOTHING || number < order.nth || (number > order.nth && !order.lasting)) return NOTHING;
    if (!order.fired && order.report >= 0) {
        char text[512];
        int length = snprintf(text, sizeof text, "fault %s %.400s\n", call, name);
        syscall(SYS_write, order.report, text, (size_t)length);
    }
    order.fired++;
    if (order.action == PULL) power_pull();
    if (order.action == PULL || order.action == KILL_BEFORE) die();
    return number > order.nth && order.action == FAIL_TORN ? FAIL : order.action;
}

static int ordered_file(int kind, const char *call, int file) {
    char link[64], whole[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, whole, sizeof whole - 1);
    whole[length < 0 ? 0 : length] = '\0';
    return ordered(kind, call, whole);
}

#define REAL(name) ((__typeof__(&name))real(#name, &saved_##name))
static void *real(const char *name, void **saved) {
    if (*saved == NULL) *saved = dlsym(RTLD_NEXT, name);
    return *saved;
}

/* A call without a length: whole or not at all. */
#define WHOLE(what, call)                              \
    do {                                               \
        int act_ = (what);                             \
        if (act_ == FAIL || act_ == FAIL_TORN) {       \
            errno = order.error;                       \
            return -1;                                 \
        }                                              \
        __typeof__(call) done_ = (call);               \
        if (act_ == KILL_AFTER || act_ == KILL_TORN) { \
            die();                                     \
        }                                              \
        return done_;                                  \
    } while (0)

/* A call that moves `size` bytes, of which a part may be done; `size` is what is still asked for. */
#define PART(what, size, call)                                                            \
    do {                                                                                  \
        int act_ = (what);                                                                \
        size_t whole_ = (size);                                                           \
        if (act_ == FAIL || (act_ == FAIL_TORN && whole_ < 2)) {                          \
            errno = order.error;                                                          \
            return -1;                                                                    \
        }                                                                                 \
        if ((act_ == KILL_TORN || act_ == FAIL_TORN || act_ == SHORT) && whole_ > 1)      \
            (size) = whole_ / 2;                                                          \
        ssize_t done_ = (call);                                                           \
        if (act_ == KILL_AFTER || act_ == KILL_TORN) die();                               \
        return done_;                                                                     \
    } while (0)

static void unnoted(void) {}

/* ---- names ------------------------------------------------------------------------------------------ */

static int kind_of_open(int folder, const char *path, int flags) {
    struct stat found;
    int there = fstatat(folder, path, &found, 0) == 0;
    if ((flags & O_CREAT) && !there) return ROOM;
    if (there && S_ISREG(found.st_mode) && (flags & O_TRUNC)) return NAME;
    if ((flags & O_ACCMODE) != O_RDONLY) return OPEN_TO_WRITE;
    return 0;
}

static int opening(int kind, int folder, const char *path) {
    if (kind == ROOM) power_creating(folder, path);
    if (kind == NAME) power_emptying(folder, path);
    return 0;
}

#define OPENING(name, folder, call)                                                       \
    int kind_ = concerns_path(folder, path) ? kind_of_open(folder, path, flags) : 0;      \
    WHOLE(kind_ ? ordered(kind_, #name, path) : NOTHING,                                  \
          (opening(kind_, folder, path), (int)power_ended(call)))

#define MODE                                       \
    mode_t mode = 0;                               \
    if (flags & (O_CREAT | __O_TMPFILE)) {         \
        va_list rest;                              \
        va_start(rest, flags);                     \
        mode = va_arg(rest, mode_t);               \
        va_end(rest);                              \
    }

static void *saved_open, *saved_open64, *saved_openat, *saved_openat64;
EXPORT int open(const char *path, int flags, ...) {
    MODE OPENING(open, AT_FDCWD, REAL(open)(path, flags, mode));
}
EXPORT int open64(const char *path, int flags, ...) {
    MODE OPENING(open64, AT_FDCWD, REAL(open64)(path, flags, mode));
}
EXPORT int openat(int folder, const char *path, int flags, ...) {
    MODE OPENING(openat, folder, REAL(openat)(folder, path, flags, mode));
}
EXPORT int openat64(int folder, const char *path, int flags, ...) {
    MODE OPENING(openat64, folder, REAL(openat64)(folder, path, flags, mode));
}

#define NAMING(kind, name, folder, path, noted, call)                               \
    int concerned_ = concerns_path(folder, path);                                   \
    WHOLE(concerned_ ? ordered(kind, #name, path) : NOTHING,                        \
          (concerned_ ? noted : unnoted(), (int)power_ended(call)))

static void *saved_rename, *saved_renameat, *saved_renameat2, *saved_link, *saved_linkat, *saved_unlink;
static void *saved_unlinkat, *saved_mkdir, *saved_mkdirat, *saved_rmdir;
EXPORT int rename(const char *old, const char *new) {
    NAMING(NAME, rename, AT_FDCWD, concerns_path(AT_FDCWD, old) ? old : new,
           power_renaming(AT_FDCWD, old, AT_FDCWD, new), REAL(rename)(old, new));
}
EXPORT int renameat(int from, const char *old, int to, const char *new) {
    NAMING(NAME, renameat, to, new, power_renaming(from, old, to, new), REAL(renameat)(from, old, to, new));
}
EXPORT int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    NAMING(NAME, renameat2, to, new, power_renaming(from, old, to, new),
           REAL(renameat2)(from, old, to, new, flags));
}
EXPORT int link(const char *old, const char *new) {
    NAMING(ROOM, link, AT_FDCWD, new, power_creating(AT_FDCWD, new), REAL(link)(old, new));
}
EXPORT int linkat(int from, const char *old, int to, const char *new, int flags) {
    NAMING(ROOM, linkat, to, new, power_creating(to, new), REAL(linkat)(from, old, to, new, flags));
}
EXPORT int unlink(const char *path) {
    NAMING(NAME, unlink, AT_FDCWD, path, power_removing(AT_FDCWD, path), REAL(unlink)(path));
}
static int removed_folder(int folder, const char *path) {
    if (power_is_watched() && concerns_path(folder, path)) return power_rmdir(folder, path);
    return REAL(unlinkat)(folder, path, AT_REMOVEDIR);
}
EXPORT int unlinkat(int folder, const char *path, int flags) {
    NAMING(NAME, unlinkat, folder, path, flags & AT_REMOVEDIR ? unnoted() : power_removing(folder, path),
           flags & AT_REMOVEDIR ? removed_folder(folder, path) : REAL(unlinkat)(folder, path, flags));
}
EXPORT int mkdir(const char *path, mode_t mode) {
    NAMING(ROOM, mkdir, AT_FDCWD, path, power_creating(AT_FDCWD, path), REAL(mkdir)(path, mode));
}
EXPORT int mkdirat(int folder, const char *path, mode_t mode) {
    NAMING(ROOM, mkdirat, folder, path, power_creating(folder, path), REAL(mkdirat)(folder, path, mode));
}
EXPORT int rmdir(const char *path) {
    NAMING(NAME, rmdir, AT_FDCWD, path, unnoted(),
           power_is_watched() && concerned_ ? power_rmdir(AT_FDCWD, path) : REAL(rmdir)(path));
}

/* ---- what stands in files --------------------------------------------------------------------------- */

static int kind_of_write(int file, off_t at, size_t size) {
    struct stat found;
    if (at < 0) at = lseek(file, 0, SEEK_CUR);
    if (fstat(file, &found) == 0 && at >= 0 && at + (off_t)size <= found.st_size) return OVERWRITE;
    return ROOM;
}

#define WRITING(name, file, at, size, bytes, call)                                               \
    int concerned_ = concerns_file(file);                                                        \
    PART(concerned_ ? ordered_file(kind_of_write(file, at, size), #name, file) : NOTHING, size, \
         (concerned_ ? power_writing(file, at, bytes) : unnoted(), (ssize_t)power_ended(call)))

static size_t length_of(const struct iovec *parts, int count) {
    size_t length = 0;
    for (int i = 0; i < count; i++) length += parts[i].iov_len;
    return length;
}

static void *saved_write, *saved_pwrite, *saved_pwrite64, *saved_writev, *saved_sendfile, *saved_sendfile64;
static void *saved_copy_file_range, *saved_fsync, *saved_fdatasync, *saved_ftruncate, *saved_ftruncate64;
EXPORT ssize_t write(int file, const void *data, size_t size) {
    WRITING(write, file, -1, size, size, REAL(write)(file, data, size));
}
EXPORT ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    WRITING(pwrite, file, at, size, size, REAL(pwrite)(file, data, size, at));
}
EXPORT ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    WRITING(pwrite64, file, at, size, size, REAL(pwrite64)(file, data, size, at));
}
EXPORT ssize_t writev(int file, const struct iovec *parts, int count) {
    size_t number = (size_t)count;
    WRITING(writev, file, -1, number, length_of(parts, (int)number),
            REAL(writev)(file, parts, (int)number));
}
EXPORT ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    WRITING(sendfile, to, -1, size, size, REAL(sendfile)(to, from, at, size));
}
EXPORT ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    WRITING(sendfile64, to, -1, size, size, REAL(sendfile64)(to, from, at, size));
}
EXPORT ssize_t copy_file_range(int from, off64_t *in, int to, off64_t *out, size_t size, unsigned flags) {
    WRITING(copy_file_range, to, out ? *out : -1, size, size,
            REAL(copy_file_range)(from, in, to, out, size, flags));
}

#define FILING(kind, name, file, call) \
    int concerned_ = concerns_file(file); \
    WHOLE(concerned_ ? ordered_file(kind, #name, file) : NOTHING, call)
#define FLUSHING(name, file) FILING(FLUSH, name, file, (int)power_flushed(file, REAL(name)(file)))
#define CUTTING(name, file, size)                                                  \
    FILING(OVERWRITE, name, file, (concerned_ ? power_cutting(file, size) : unnoted(), \
                                   (int)power_ended(REAL(name)(file, size))))

EXPORT int fsync(int file) { FLUSHING(fsync, file); }
EXPORT int fdatasync(int file) { FLUSHING(fdatasync, file); }
EXPORT int ftruncate(int file, off_t size) { CUTTING(ftruncate, file, size); }
EXPORT int ftruncate64(int file, off64_t size) { CUTTING(ftruncate64, file, size); }

#define READING(name, file, size, call) \
    PART((order.kinds & READ) && concerns_file(file) ? ordered_file(READ, #name, file) : NOTHING, size, call)

static void *saved_read, *saved_pread, *saved_pread64;
EXPORT ssize_t read(int file, void *data, size_t size) { READING(read, file, size, REAL(read)(file, data, size)); }
EXPORT ssize_t pread(int file, void *data, size_t size, off_t at) {
    READING(pread, file, size, REAL(pread)(file, data, size, at));
}
EXPORT ssize_t pread64(int file, void *data, size_t size, off64_t at) {
    READING(pread64, file, size, REAL(pread64)(file, data, size, at));
}

/* ---- the time of day, so that two runs make the same pages and a clock can be set back ------------------ */

static long faked_time;
EXPORT void fault_set_clock(long seconds) { faked_time = seconds; }

static void *saved_clock_gettime;
EXPORT int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = REAL(clock_gettime)(clock, now);
    if (done == 0 && faked_time && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec = faked_time;
        now->tv_nsec = 0;
    }
    return done;
}
EXPORT time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}

/* ---- the kind of disk ------------------------------------------------------------------------------- */

static void *saved_statfs, *saved_statfs64;
EXPORT int statfs(const char *path, struct statfs *found) {
    int done = REAL(statfs)(path, found);
    if (done == 0 && order.faked_type) found->f_type = order.faked_type;
    return done;
}
EXPORT int statfs64(const char *path, struct statfs64 *found) {
    int done = REAL(statfs64)(path, found);
    if (done == 0 && order.faked_type) found->f_type = order.faked_type;
    return done;
}
