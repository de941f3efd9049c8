// The few functions of libcurl that DescopeCurl calls, bound while the program runs.
//
// The prototypes and the numbers of options are declared here, so that neither libcurl's headers nor its development
// library are needed to build. They are libcurl's binary interface, and the same since its file is called libcurl.so.4.

#ifndef CDESCOPECURL_H
#define CDESCOPECURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct descope_easy descope_easy;      // CURL: one request at a time
typedef struct descope_multi descope_multi;    // CURLM: the requests of one thread, and its connections
typedef struct descope_share descope_share;    // CURLSH: what requests share
typedef struct descope_lines descope_lines;    // curl_slist: header lines

// curl_version_info_data, whose other members are not read.
typedef struct {
    int age;
    const char *version;
    unsigned int version_num;
} descope_curl_version;

// CURLMsg: a request that has ended.
typedef struct {
    int message;
    descope_easy *easy;
    union {
        void *_Nullable whatever;
        int result;
    } data;
} descope_message;

// Options of a request. Below 10000 the value is a long, below 20000 a pointer, below 30000 a function.
enum {
    descope_option_write_data = 10001, descope_option_url = 10002, descope_option_proxy = 10004,
    descope_option_read_data = 10009,
    descope_option_error_buffer = 10010, descope_option_headers = 10023, descope_option_header_data = 10029,
    descope_option_custom_method = 10036, descope_option_ca_file = 10065, descope_option_ca_directory = 10097,
    descope_option_share = 10100, descope_option_accept_encoding = 10102, descope_option_private = 10103,
    descope_option_seek_data = 10168, descope_option_no_proxy = 10177, descope_option_proxy_ca_file = 10246,
    descope_option_proxy_ca_directory = 10247, descope_option_prerequest_data = 10313,
    descope_option_protocol_names = 10318,
    descope_option_write_function = 20011, descope_option_read_function = 20012,
    descope_option_header_function = 20079, descope_option_socket_function = 20148,
    descope_option_seek_function = 20167,
    descope_option_prerequest_function = 20312,
    descope_option_tls_version = 32, descope_option_no_body = 44, descope_option_post = 47,
    descope_option_fresh_connection = 74, descope_option_get = 80, descope_option_http_version = 84,
    descope_option_no_signal = 99, descope_option_body_size = 30120, descope_option_timeout_milliseconds = 155,
    descope_option_protocols = 181, descope_option_path_as_is = 234, descope_option_no_proxy_headers = 265,
    descope_option_maximum_body_size = 30117, descope_option_quick_exit = 322,
};

// Facts of a request.
enum {
    descope_info_private = 0x100015, descope_info_ca_file = 0x10003D, descope_info_ca_directory = 0x10003E,
    descope_info_request_size = 0x20000C,
};

enum { descope_option_max_connections = 6 };                      // of a descope_multi
enum { descope_share_kind = 1, descope_share_tls_sessions = 4 };  // of a descope_share

typedef size_t (*descope_data_function)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);
typedef int (*descope_seek_function)(void *_Nullable context, int64_t offset, int origin);
typedef int (*descope_prerequest_function)(void *_Nullable context, char *_Nullable remote_address,
    char *_Nullable local_address, int remote_port, int local_port);

// Each member has the name of the function that it points to. Those without a type take a variable number of arguments,
// which Swift cannot pass; the functions below call them.
typedef struct {
    int (*_Nonnull curl_global_init)(long flags);
    const descope_curl_version *_Nonnull (*_Nonnull curl_version_info)(int age);
    descope_easy *_Nullable (*_Nonnull curl_easy_init)(void);
    void (*_Nonnull curl_easy_cleanup)(descope_easy *easy);
    const char *_Nonnull (*_Nonnull curl_easy_strerror)(int code);
    void *curl_easy_setopt;
    void *curl_easy_getinfo;
    descope_lines *_Nullable (*_Nonnull curl_slist_append)(descope_lines *_Nullable lines, const char *line);
    void (*_Nonnull curl_slist_free_all)(descope_lines *_Nullable lines);
    descope_share *_Nullable (*_Nonnull curl_share_init)(void);
    void *curl_share_setopt;
    int (*_Nonnull curl_share_cleanup)(descope_share *share);
    descope_multi *_Nullable (*_Nonnull curl_multi_init)(void);
    int (*_Nonnull curl_multi_cleanup)(descope_multi *multi);
    void *curl_multi_setopt;
    int (*_Nonnull curl_multi_add_handle)(descope_multi *multi, descope_easy *easy);
    int (*_Nonnull curl_multi_remove_handle)(descope_multi *multi, descope_easy *easy);
    int (*_Nonnull curl_multi_perform)(descope_multi *multi, int *running);
    int (*_Nonnull curl_multi_poll)(descope_multi *multi, void *_Nullable descriptors, unsigned int count,
        int milliseconds, int *_Nullable ready);
    int (*_Nonnull curl_multi_wakeup)(descope_multi *multi);
    const descope_message *_Nullable (*_Nonnull curl_multi_info_read)(descope_multi *multi, int *left);
} descope_libcurl;

// Loads the shared library `name` and fills `functions`. False, and nothing loaded, when there is no such library, or
// when it is older than 7.68, the first one with everything we call. A library that was loaded stays for good.
bool descope_libcurl_open(const char *name, descope_libcurl *functions);

// Set an option, and return 0 unless the library does not know it or refuses the value.
int descope_set_long(const descope_libcurl *curl, descope_easy *easy, int option, long value);
int descope_set_size(const descope_libcurl *curl, descope_easy *easy, int option, int64_t value);
int descope_set_pointer(const descope_libcurl *curl, descope_easy *easy, int option, const void *_Nullable value);
int descope_set_data_function(const descope_libcurl *curl, descope_easy *easy, int option,
    descope_data_function value);
int descope_set_seek_function(const descope_libcurl *curl, descope_easy *easy, descope_seek_function value);
int descope_set_prerequest_function(const descope_libcurl *curl, descope_easy *easy,
    descope_prerequest_function value);
// Makes the request's sockets such that programs which this process starts do not inherit them.
int descope_close_on_exec(const descope_libcurl *curl, descope_easy *easy);
int descope_set_multi_long(const descope_libcurl *curl, descope_multi *multi, int option, long value);
int descope_set_share_long(const descope_libcurl *curl, descope_share *share, int option, int value);

// Facts of a request; null or 0 when the library does not know them.
void *_Nullable descope_pointer_info(const descope_libcurl *curl, descope_easy *easy, int info);
long descope_long_info(const descope_libcurl *curl, descope_easy *easy, int info);

// Starts a detached thread that takes no signals: a handler of the app would run on it, in the middle of libcurl, and
// interrupt it. False when there is no thread to be had.
bool descope_start_thread(void (*run)(void *context), void *context);

// Waits until the lock is free, and takes it; false after that many milliseconds.
bool descope_lock_within(void *lock, long milliseconds);
// A lock. Null without memory.
void *_Nullable descope_make_lock(void);
void descope_free_lock(void *lock);
void descope_lock(void *lock);
void descope_unlock(void *lock);

#pragma clang assume_nonnull end

#endif
