// Made by Scripts/generate-transport-certificates.

extension TransportConformance {
    /// The certificate, in PEM, of the authority of the suite's own server, valid until 2120. Its key was thrown away.
    public static let certificateAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATygAwIBAgIUHeVFP5qj+84wQ2xrgm6X7aCCmZkwCgYIKoZIzj0EAwIw
        KDEmMCQGA1UEAwwdRGVzY29wZSB0cmFuc3BvcnQgY29uZm9ybWFuY2UwIBcNMjAw
        MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMCgxJjAkBgNVBAMMHURlc2NvcGUg
        dHJhbnNwb3J0IGNvbmZvcm1hbmNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        JivYXMCbGLiSUNag2MU5k6u7y84X7AdcPyYU7lZ78uHRFE+yqT9jG61nM+6BTfxM
        NuHhgfOqiSeG7W+pFVQjRaNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8E
        BAMCAgQwHQYDVR0OBBYEFPzC5Iy2N3AgUU0I/7vAQsDvpMXnMAoGCCqGSM49BAMC
        A0gAMEUCIQCHdbFn4p893Ys5GDypL1fEvW8jIhl+6mu5UPQTS3qNpwIgQZm7lPw3
        mgNBnrn8qsNmqezi8giLpXJ2GhqVnYOZW08=
        -----END CERTIFICATE-----
        """
}

/// The certificates of the suite's own server. All have the same key.
enum TransportCertificates {
    /// For localhost, 127.0.0.1 and ::1, until 2120.
    static let valid = """
        -----BEGIN CERTIFICATE-----
        MIIB1DCCAXugAwIBAgIUYLvdE2KSiGIasWMLS5e97kmXk/QwCgYIKoZIzj0EAwIw
        KDEmMCQGA1UEAwwdRGVzY29wZSB0cmFuc3BvcnQgY29uZm9ybWFuY2UwIBcNMjAw
        MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9z
        dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABESwEM/TPENWeE6pPDN3AkpVgd5P
        hUrCV9gWah5mlvk8EAesE9h4IQOoHwuHHZSzZNpsufkKe1hIeFIqOxt4S86jgZQw
        gZEwDAYDVR0TAQH/BAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAsBgNVHREEJTAj
        gglsb2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwHQYDVR0OBBYEFCh1
        Z15LW7/fghfigQVcPry/niD+MB8GA1UdIwQYMBaAFPzC5Iy2N3AgUU0I/7vAQsDv
        pMXnMAoGCCqGSM49BAMCA0cAMEQCIDAwkYY0W0ZxlPcm1PiZkJKgVIg/cmvD605l
        fqcIwBmFAiAqrPCDvk8nYjdHfUeJqYj4zYqms2ExXZnupgdpchqJeA==
        -----END CERTIFICATE-----
        """
    /// For elsewhere.example.
    static let otherName = """
        -----BEGIN CERTIFICATE-----
        MIIBzTCCAXOgAwIBAgIUKmdoUx0MkJHtAFIquWiDvEpKhVEwCgYIKoZIzj0EAwIw
        KDEmMCQGA1UEAwwdRGVzY29wZSB0cmFuc3BvcnQgY29uZm9ybWFuY2UwIBcNMjAw
        MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBwxGjAYBgNVBAMMEWVsc2V3aGVy
        ZS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERLAQz9M8Q1Z4Tqk8
        M3cCSlWB3k+FSsJX2BZqHmaW+TwQB6wT2HghA6gfC4cdlLNk2my5+Qp7WEh4Uio7
        G3hLzqOBhDCBgTAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBwG
        A1UdEQQVMBOCEWVsc2V3aGVyZS5leGFtcGxlMB0GA1UdDgQWBBQodWdeS1u/34IX
        4oEFXD68v54g/jAfBgNVHSMEGDAWgBT8wuSMtjdwIFFNCP+7wELA76TF5zAKBggq
        hkjOPQQDAgNIADBFAiA8G9f52jo30NZXI6VrG9pJc8PmOQjtH040UdTCUThHtAIh
        APDhvx8xhUcmr70mT2jOL1dOW3x/5cni779p/khwcqBs
        -----END CERTIFICATE-----
        """
    /// For localhost, until 2021.
    static let expired = """
        -----BEGIN CERTIFICATE-----
        MIIB0zCCAXmgAwIBAgIUJs5OGhQfW/AwqE+R63qgCCvYchowCgYIKoZIzj0EAwIw
        KDEmMCQGA1UEAwwdRGVzY29wZSB0cmFuc3BvcnQgY29uZm9ybWFuY2UwHhcNMjAw
        MTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3Qw
        WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAREsBDP0zxDVnhOqTwzdwJKVYHeT4VK
        wlfYFmoeZpb5PBAHrBPYeCEDqB8Lhx2Us2TabLn5CntYSHhSKjsbeEvOo4GUMIGR
        MAwGA1UdEwEB/wQCMAAwEwYDVR0lBAwwCgYIKwYBBQUHAwEwLAYDVR0RBCUwI4IJ
        bG9jYWxob3N0hwR/AAABhxAAAAAAAAAAAAAAAAAAAAABMB0GA1UdDgQWBBQodWde
        S1u/34IX4oEFXD68v54g/jAfBgNVHSMEGDAWgBT8wuSMtjdwIFFNCP+7wELA76TF
        5zAKBggqhkjOPQQDAgNIADBFAiEAmBGOgWJ5Sef84IxNjLjzz6TCHDwuHijCZamF
        xUfiBQ4CIDUKrVGEEDFwYjtlFOJPFL4v5X8AQzXcRDSwTPemlNhk
        -----END CERTIFICATE-----
        """
    /// For localhost, by another authority.
    static let unknownAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIByDCCAW+gAwIBAgIUE59xcU4d98zstJ5tqXC1/MvnASMwCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRVW5rbm93biBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgP
        MjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49
        AgEGCCqGSM49AwEHA0IABESwEM/TPENWeE6pPDN3AkpVgd5PhUrCV9gWah5mlvk8
        EAesE9h4IQOoHwuHHZSzZNpsufkKe1hIeFIqOxt4S86jgZQwgZEwDAYDVR0TAQH/
        BAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAsBgNVHREEJTAjgglsb2NhbGhvc3SH
        BH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwHQYDVR0OBBYEFCh1Z15LW7/fghfigQVc
        Pry/niD+MB8GA1UdIwQYMBaAFABEv5n1BUXcfIbNc0T/uTwoEt7eMAoGCCqGSM49
        BAMCA0cAMEQCIAngVMSyeyVTAREG8KKgvW+J7kgdO8FFd1CwwbB/it09AiAo1ygF
        RSGZY3iLF74DLcAfM1FLt0B3cfFxLSUHjnxgNQ==
        -----END CERTIFICATE-----
        """
    /// The key of these certificates, which are of use for nothing else.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdsjOvWeGpys7aV5c
        6/ZOre64BbE88Zh95cFgOkw9KzShRANCAAREsBDP0zxDVnhOqTwzdwJKVYHeT4VK
        wlfYFmoeZpb5PBAHrBPYeCEDqB8Lhx2Us2TabLn5CntYSHhSKjsbeEvO
        -----END PRIVATE KEY-----
        """
}
