/* Lets writes or syncs below a folder fail from some call on, for good or a number of times, as a failing or a full
 * disk does, or kills the process at that call.
 * Loaded with LD_PRELOAD by the torture tests. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { NOTHING, BROKEN, FULL, SYNC, KILL };

static enum kind kind;
static long after, times = -1;
static const char *folder;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("LIVETILL_FAULT_KIND");
    const char *count = getenv("LIVETILL_FAULT_AFTER");
    folder = getenv("LIVETILL_FAULT_FOLDER");
    if (name == NULL || count == NULL || folder == NULL) return;
    after = atol(count);
    const char *most = getenv("LIVETILL_FAULT_TIMES");
    if (most != NULL) times = atol(most);
    if (strcmp(name, "broken") == 0) kind = BROKEN;
    if (strcmp(name, "full") == 0) kind = FULL;
    if (strcmp(name, "sync") == 0) kind = SYNC;
    if (strcmp(name, "kill") == 0) kind = KILL;
}

static int is_ours(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* How far beyond the last good call this one is; 0 = it is good. */
static long beyond(int fd) {
    if (!is_ours(fd)) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    long over = call > after ? call - after : 0;
    return times >= 0 && over > times ? 0 : over;
}

/* Counts a call that may be the last one of this process. */
static void may_end(const char *path) {
    if (kind != KILL || strncmp(path, folder, strlen(folder)) != 0) return;
    if (atomic_fetch_add(&calls, 1) >= after) raise(SIGKILL);
}

static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

#define REAL(name, symbol) \
    if (real_##name == NULL) *(void **)&real_##name = dlsym(RTLD_NEXT, symbol)

int rename(const char *from, const char *to) {
    REAL(rename, "rename");
    may_end(from);
    return real_rename(from, to);
}

int unlink(const char *path) {
    REAL(unlink, "unlink");
    may_end(path);
    return real_unlink(path);
}

/* Whether a write fails. The first one on a disk that fills up still has room for a half. */
static int fails(int fd, size_t *count) {
    if (kind != BROKEN && kind != FULL) return 0;
    long how_far = beyond(fd);
    if (how_far == 0) return 0;
    if (kind == FULL && how_far == 1 && *count > 1) {
        *count /= 2;
        return 0;
    }
    errno = kind == FULL ? ENOSPC : EIO;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write, "write");
    if (kind == KILL && beyond(fd) > 0) {
        real_write(fd, bytes, count / 2);
        raise(SIGKILL);
    }
    return fails(fd, &count) ? -1 : real_write(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite, "pwrite64");
    return fails(fd, &count) ? -1 : real_pwrite(fd, bytes, count, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev, "writev");
    size_t whole = 0;
    return fails(fd, &whole) ? -1 : real_writev(fd, parts, count);
}

static int sync_fails(int fd) {
    if (kind == KILL && beyond(fd) > 0) raise(SIGKILL);
    if (kind != SYNC || beyond(fd) == 0) return 0;
    errno = EIO;
    return 1;
}

int fsync(int fd) {
    REAL(fsync, "fsync");
    return sync_fails(fd) ? -1 : real_fsync(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync, "fdatasync");
    return sync_fails(fd) ? -1 : real_fdatasync(fd);
}
