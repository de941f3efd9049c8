#if defined(__linux__)
#define _GNU_SOURCE
#include "CDescopeCurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define MEMBER(name) { #name, offsetof(descope_libcurl, name) }

static const struct { const char *name; size_t offset; } members[] = {
    MEMBER(curl_global_init), MEMBER(curl_version_info),
    MEMBER(curl_easy_init), MEMBER(curl_easy_cleanup), MEMBER(curl_easy_strerror), MEMBER(curl_easy_setopt),
    MEMBER(curl_easy_getinfo), MEMBER(curl_slist_append), MEMBER(curl_slist_free_all),
    MEMBER(curl_share_init), MEMBER(curl_share_setopt), MEMBER(curl_share_cleanup),
    MEMBER(curl_multi_init), MEMBER(curl_multi_cleanup), MEMBER(curl_multi_setopt),
    MEMBER(curl_multi_add_handle), MEMBER(curl_multi_remove_handle),
    MEMBER(curl_multi_perform), MEMBER(curl_multi_poll), MEMBER(curl_multi_wakeup), MEMBER(curl_multi_info_read),
};

enum { member_count = sizeof members / sizeof members[0] };

_Static_assert(sizeof(descope_libcurl) == member_count * sizeof(void *), "a member of the structure is not listed");

bool descope_libcurl_open(const char *name, descope_libcurl *functions) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return false;
    }
    // curl_multi_wakeup is the newest of them, from 7.68.
    for (size_t i = 0; i < member_count; i++) {
        void *symbol = dlsym(library, members[i].name);
        if (symbol == NULL) {
            dlclose(library);
            return false;
        }
        *(void **)((char *)functions + members[i].offset) = symbol;
    }
    return true;
}

typedef int (*set_option)(void *object, int option, ...);

int descope_set_long(const descope_libcurl *curl, descope_easy *easy, int option, long value) {
    return ((set_option)curl->curl_easy_setopt)(easy, option, value);
}

int descope_set_size(const descope_libcurl *curl, descope_easy *easy, int option, int64_t value) {
    return ((set_option)curl->curl_easy_setopt)(easy, option, value);
}

int descope_set_pointer(const descope_libcurl *curl, descope_easy *easy, int option, const void *value) {
    return ((set_option)curl->curl_easy_setopt)(easy, option, value);
}

int descope_set_data_function(const descope_libcurl *curl, descope_easy *easy, int option,
    descope_data_function value) {
    return ((set_option)curl->curl_easy_setopt)(easy, option, value);
}

int descope_set_seek_function(const descope_libcurl *curl, descope_easy *easy, descope_seek_function value) {
    return ((set_option)curl->curl_easy_setopt)(easy, descope_option_seek_function, value);
}

int descope_set_prerequest_function(const descope_libcurl *curl, descope_easy *easy,
    descope_prerequest_function value) {
    return ((set_option)curl->curl_easy_setopt)(easy, descope_option_prerequest_function, value);
}

// CURLOPT_SOCKOPTFUNCTION: called for each new socket; 0 goes on.
static int set_close_on_exec(void *context, int socket, int purpose) {
    (void)context;
    (void)purpose;
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    return 0;
}

int descope_close_on_exec(const descope_libcurl *curl, descope_easy *easy) {
    return ((set_option)curl->curl_easy_setopt)(easy, descope_option_socket_function, set_close_on_exec);
}

int descope_set_multi_long(const descope_libcurl *curl, descope_multi *multi, int option, long value) {
    return ((set_option)curl->curl_multi_setopt)(multi, option, value);
}

int descope_set_share_long(const descope_libcurl *curl, descope_share *share, int option, int value) {
    return ((set_option)curl->curl_share_setopt)(share, option, value);
}

void *descope_pointer_info(const descope_libcurl *curl, descope_easy *easy, int info) {
    void *value = NULL;
    ((set_option)curl->curl_easy_getinfo)(easy, info, &value);
    return value;
}

long descope_long_info(const descope_libcurl *curl, descope_easy *easy, int info) {
    long value = 0;
    ((set_option)curl->curl_easy_getinfo)(easy, info, &value);
    return value;
}

struct start { void (*run)(void *); void *context; };

static void *run_start(void *pointer) {
    struct start start = *(struct start *)pointer;
    free(pointer);
    start.run(start.context);
    return NULL;
}

bool descope_start_thread(void (*run)(void *), void *context) {
    struct start *start = malloc(sizeof *start);
    if (start == NULL) {
        return false;
    }
    *start = (struct start){ run, context };
    // Not the default, which is 128 KiB with musl and may be too little for TLS.
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 1 << 20);
    sigset_t all, old;
    sigfillset(&all);
    // A crash would end without the report of the handler that Swift has for these.
    const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        sigdelset(&all, crashes[i]);
    }
    // A new thread starts with the mask of the one that makes it.
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_t thread;
    bool is_started = pthread_create(&thread, &attributes, run_start, start) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    if (!is_started) {
        free(start);
    }
    return is_started;
}

void *descope_make_lock(void) {
    pthread_mutex_t *lock = malloc(sizeof *lock);
    if (lock != NULL) {
        pthread_mutex_init(lock, NULL);
    }
    return lock;
}

void descope_free_lock(void *lock) {
    pthread_mutex_destroy(lock);
    free(lock);
}

void descope_lock(void *lock) { pthread_mutex_lock(lock); }

void descope_unlock(void *lock) { pthread_mutex_unlock(lock); }

bool descope_lock_within(void *lock, long milliseconds) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += milliseconds % 1000 * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    return pthread_mutex_timedlock(lock, &end) == 0;
}
#endif
