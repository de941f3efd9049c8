#include "CDescopeCrypto.h"

#include <dlfcn.h>
#if defined(__linux__)
#include <link.h>
#include <sys/auxv.h>
#endif

#define MEMBER(name) { #name, offsetof(descope_libcrypto, name) }

// In the order of the structure's members.
static const struct { const char *name; size_t offset; } members[] = {
    MEMBER(OpenSSL_version_num), MEMBER(ERR_clear_error),
    MEMBER(EVP_sha1), MEMBER(EVP_sha256), MEMBER(EVP_sha384), MEMBER(EVP_sha512), MEMBER(EVP_Digest),
    MEMBER(HMAC), MEMBER(PKCS5_PBKDF2_HMAC), MEMBER(RAND_bytes), MEMBER(CRYPTO_memcmp),
    MEMBER(EVP_MD_CTX_new), MEMBER(EVP_MD_CTX_reset), MEMBER(EVP_MD_CTX_free),
    MEMBER(EVP_DigestInit_ex), MEMBER(EVP_DigestUpdate), MEMBER(EVP_DigestFinal_ex),
    MEMBER(d2i_PUBKEY), MEMBER(i2d_PUBKEY), MEMBER(d2i_AutoPrivateKey),
    MEMBER(BIO_new_mem_buf), MEMBER(BIO_free), MEMBER(PEM_read_bio_PrivateKey), MEMBER(EVP_PKEY_free),
    MEMBER(EVP_PKEY2PKCS8), MEMBER(i2d_PKCS8_PRIV_KEY_INFO), MEMBER(PKCS8_PRIV_KEY_INFO_free),
    MEMBER(EVP_PKEY_CTX_new), MEMBER(EVP_PKEY_CTX_new_id), MEMBER(EVP_PKEY_CTX_free), MEMBER(EVP_PKEY_CTX_ctrl_str),
    MEMBER(EVP_PKEY_keygen_init), MEMBER(EVP_PKEY_keygen),
    MEMBER(EVP_PKEY_sign_init), MEMBER(EVP_PKEY_sign), MEMBER(EVP_PKEY_verify_init), MEMBER(EVP_PKEY_verify),
    MEMBER(EVP_DigestSignInit), MEMBER(EVP_DigestSign), MEMBER(EVP_DigestVerifyInit), MEMBER(EVP_DigestVerify),
    MEMBER(SHA256_Init), MEMBER(SHA256_Update), MEMBER(SHA256_Final), MEMBER(OPENSSL_init_crypto),
    MEMBER(EVP_MD_fetch),
    MEMBER(EVP_PKEY_CTX_new_from_name), MEMBER(EVP_PKEY_fromdata_init), MEMBER(EVP_PKEY_fromdata),
};

// Those from here on may be missing.
static const size_t first_optional = offsetof(descope_libcrypto, SHA256_Init);

enum { member_count = sizeof members / sizeof members[0] };

_Static_assert(sizeof(descope_libcrypto) == member_count * sizeof(void *), "a member of the structure is not listed");

// OPENSSL_INIT_NO_ATEXIT. Without it, exit() frees the library's locks, and a thread that still checks a signature or
// frees a key while the process ends would crash. It counts only in the first call of the process.
static const unsigned long long no_cleanup_at_exit = 0x00080000ULL;

// 1.1.1 is the first with everything we call. LibreSSL says that it is 2.0, and is another library.
static bool is_supported(unsigned long version) {
    return version >= 0x10101000UL && version != 0x20000000UL;
}

bool descope_libcrypto_open(const char *name, descope_libcrypto *functions) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return false;
    }
    for (size_t i = 0; i < member_count; i++) {
        void *symbol = dlsym(library, members[i].name);
        if (symbol == NULL && members[i].offset < first_optional) {
            dlclose(library);
            return false;
        }
        *(void **)((char *)functions + members[i].offset) = symbol;
    }
    if (!is_supported(functions->OpenSSL_version_num())) {
        dlclose(library);
        return false;
    }
    if (functions->OPENSSL_init_crypto != NULL) {
        functions->OPENSSL_init_crypto(no_cleanup_at_exit, NULL);
    }
    return true;
}

bool descope_can_load_libraries(void) {
#if defined(__linux__)
    // A dynamically linked executable names the loader that has started it; a static one, position-independent or not,
    // has none. The C library's own dlopen is then missing, or loads a second C library and crashes.
    const ElfW(Phdr) *header = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    unsigned long count = getauxval(AT_PHNUM);
    if (header == NULL || getauxval(AT_PHENT) != sizeof *header) {
        return true;
    }
    for (unsigned long i = 0; i < count; i++) {
        if (header[i].p_type == PT_INTERP) {
            return true;
        }
    }
    return false;
#else
    return true;
#endif
}
