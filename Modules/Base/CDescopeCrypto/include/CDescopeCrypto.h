// The few functions of OpenSSL's libcrypto that DescopeCrypto calls, bound while the program runs.
//
// The prototypes are declared here, so that neither OpenSSL's headers nor its development library are needed to build.
// They are the same in 1.1.1 and in 3.

#ifndef CDESCOPECRYPTO_H
#define CDESCOPECRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

typedef struct descope_bio descope_bio;                  // BIO
typedef struct descope_pkcs8 descope_pkcs8;              // PKCS8_PRIV_KEY_INFO
typedef struct descope_digest descope_digest;            // EVP_MD
typedef struct descope_digest_ctx descope_digest_ctx;    // EVP_MD_CTX
typedef struct descope_key descope_key;                  // EVP_PKEY
typedef struct descope_key_ctx descope_key_ctx;          // EVP_PKEY_CTX

// A value with a name (OSSL_PARAM). An array of them ends with one that has no name.
typedef struct {
    const char *_Nullable name;
    unsigned int kind;
    void *_Nullable data;
    size_t size;
    size_t written;
} descope_parameter;

// What a value is: a number without a sign, in the processor's byte order; a text that ends with a zero byte, which
// `size` does not count; bytes.
enum { descope_number = 2, descope_text = 4, descope_bytes = 5 };

// For which part of a key values are given: the public one and what it is based on (EVP_PKEY_PUBLIC_KEY).
enum { descope_public_key = 0x86 };

// Asked for the password of an encrypted key.
typedef int (*descope_password_callback)(char *_Nullable buffer, int size, int rwflag, void *_Nullable context);

// Each member has the name of the function that it points to.
typedef struct {
    unsigned long (*_Nonnull OpenSSL_version_num)(void);
    void (*_Nonnull ERR_clear_error)(void);

    // Digests, codes, derived keys, chance, comparison.
    const descope_digest *_Nullable (*_Nonnull EVP_sha1)(void);
    const descope_digest *_Nullable (*_Nonnull EVP_sha256)(void);
    const descope_digest *_Nullable (*_Nonnull EVP_sha384)(void);
    const descope_digest *_Nullable (*_Nonnull EVP_sha512)(void);
    int (*_Nonnull EVP_Digest)(const void *_Nullable data, size_t count, unsigned char *_Nullable out,
        unsigned int *_Nullable size, const descope_digest *digest, void *_Nullable engine);
    unsigned char *_Nullable (*_Nonnull HMAC)(const descope_digest *digest, const void *key, int key_length,
        const unsigned char *_Nullable data, size_t count, unsigned char *_Nullable out,
        unsigned int *_Nullable size);
    // (OpenSSL says `const char *` for the password.)
    int (*_Nonnull PKCS5_PBKDF2_HMAC)(const unsigned char *password, int password_length, const unsigned char *salt,
        int salt_length, int iterations, const descope_digest *digest, int length, unsigned char *_Nullable out);
    int (*_Nonnull RAND_bytes)(unsigned char *_Nullable out, int count);
    int (*_Nonnull CRYPTO_memcmp)(const void *_Nullable a, const void *_Nullable b, size_t count);

    // Digests in steps.
    descope_digest_ctx *_Nullable (*_Nonnull EVP_MD_CTX_new)(void);
    int (*_Nonnull EVP_MD_CTX_reset)(descope_digest_ctx *ctx);
    void (*_Nonnull EVP_MD_CTX_free)(descope_digest_ctx *ctx);
    int (*_Nonnull EVP_DigestInit_ex)(descope_digest_ctx *ctx, const descope_digest *digest, void *_Nullable engine);
    int (*_Nonnull EVP_DigestUpdate)(descope_digest_ctx *ctx, const void *_Nullable data, size_t count);
    int (*_Nonnull EVP_DigestFinal_ex)(descope_digest_ctx *ctx, unsigned char *_Nullable out,
        unsigned int *_Nullable size);

    // Keys.
    descope_key *_Nullable (*_Nonnull d2i_PUBKEY)(descope_key *_Nullable *_Nullable key,
        const unsigned char *_Nullable *_Nonnull bytes, long length);
    int (*_Nonnull i2d_PUBKEY)(const descope_key *key, unsigned char *_Nullable *_Nullable bytes);
    descope_key *_Nullable (*_Nonnull d2i_AutoPrivateKey)(descope_key *_Nullable *_Nullable key,
        const unsigned char *_Nullable *_Nonnull bytes, long length);
    descope_bio *_Nullable (*_Nonnull BIO_new_mem_buf)(const void *bytes, int length);
    int (*_Nonnull BIO_free)(descope_bio *bio);
    descope_key *_Nullable (*_Nonnull PEM_read_bio_PrivateKey)(descope_bio *bio,
        descope_key *_Nullable *_Nullable key, descope_password_callback password, void *_Nullable context);
    void (*_Nonnull EVP_PKEY_free)(descope_key *key);
    descope_pkcs8 *_Nullable (*_Nonnull EVP_PKEY2PKCS8)(const descope_key *key);
    int (*_Nonnull i2d_PKCS8_PRIV_KEY_INFO)(const descope_pkcs8 *key, unsigned char *_Nullable *_Nullable bytes);
    void (*_Nonnull PKCS8_PRIV_KEY_INFO_free)(descope_pkcs8 *key);

    // What is done with a key.
    descope_key_ctx *_Nullable (*_Nonnull EVP_PKEY_CTX_new)(descope_key *key, void *_Nullable engine);
    descope_key_ctx *_Nullable (*_Nonnull EVP_PKEY_CTX_new_id)(int kind, void *_Nullable engine);
    void (*_Nonnull EVP_PKEY_CTX_free)(descope_key_ctx *ctx);
    int (*_Nonnull EVP_PKEY_CTX_ctrl_str)(descope_key_ctx *ctx, const char *name, const char *value);
    int (*_Nonnull EVP_PKEY_keygen_init)(descope_key_ctx *ctx);
    int (*_Nonnull EVP_PKEY_keygen)(descope_key_ctx *ctx, descope_key *_Nullable *_Nonnull key);
    int (*_Nonnull EVP_PKEY_sign_init)(descope_key_ctx *ctx);
    int (*_Nonnull EVP_PKEY_sign)(descope_key_ctx *ctx, unsigned char *_Nullable signature, size_t *signature_length,
        const unsigned char *_Nullable hash, size_t hash_length);
    int (*_Nonnull EVP_PKEY_verify_init)(descope_key_ctx *ctx);
    int (*_Nonnull EVP_PKEY_verify)(descope_key_ctx *ctx, const unsigned char *_Nullable signature,
        size_t signature_length, const unsigned char *_Nullable hash, size_t hash_length);
    int (*_Nonnull EVP_DigestSignInit)(descope_digest_ctx *ctx, descope_key_ctx *_Nullable *_Nullable key_ctx,
        const descope_digest *_Nullable digest, void *_Nullable engine, descope_key *key);
    int (*_Nonnull EVP_DigestSign)(descope_digest_ctx *ctx, unsigned char *_Nullable signature,
        size_t *signature_length, const unsigned char *_Nullable message, size_t message_length);
    int (*_Nonnull EVP_DigestVerifyInit)(descope_digest_ctx *ctx, descope_key_ctx *_Nullable *_Nullable key_ctx,
        const descope_digest *_Nullable digest, void *_Nullable engine, descope_key *key);
    int (*_Nonnull EVP_DigestVerify)(descope_digest_ctx *ctx, const unsigned char *_Nullable signature,
        size_t signature_length, const unsigned char *_Nullable message, size_t message_length);

    // SHA-256 in the caller's memory, which costs no context; null in a library that was built without them.
    int (*_Nullable SHA256_Init)(void *state);
    int (*_Nullable SHA256_Update)(void *state, const void *_Nullable data, size_t count);
    int (*_Nullable SHA256_Final)(unsigned char *_Nullable out, void *state);

    // From 1.1.1 on, where LibreSSL and others may lack it.
    int (*_Nullable OPENSSL_init_crypto)(unsigned long long options, const void *_Nullable settings);

    // From OpenSSL 3 on; null before.
    const descope_digest *_Nullable (*_Nullable EVP_MD_fetch)(void *_Nullable library, const char *name,
        const char *_Nullable properties);
    descope_key_ctx *_Nullable (*_Nullable EVP_PKEY_CTX_new_from_name)(void *_Nullable library, const char *name,
        const char *_Nullable properties);
    int (*_Nullable EVP_PKEY_fromdata_init)(descope_key_ctx *ctx);
    int (*_Nullable EVP_PKEY_fromdata)(descope_key_ctx *ctx, descope_key *_Nullable *_Nonnull key, int selection,
        descope_parameter *parameters);
} descope_libcrypto;

// Loads the shared library `name` and fills `functions`. False, and nothing loaded, when there is no such library, when
// it lacks a function, or when it is not OpenSSL 1.1.1 or later. A library that was loaded stays for good.
bool descope_libcrypto_open(const char *name, descope_libcrypto *functions);

// Whether this program can load a shared library at all. False in a fully static executable.
bool descope_can_load_libraries(void);

#pragma clang assume_nonnull end

#endif
