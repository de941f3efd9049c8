#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A certificate that a server on loopback presents, with its key, in the platform's OpenSSL.
package final class TLSIdentity: @unchecked Sendable {
    // Unchecked: OpenSSL's contexts may be used by several threads, and this one is not changed after `init`.
    private let library: TLSLibrary
    private let context: OpaquePointer

    /// - Parameters:
    ///   - certificate: In PEM.
    ///   - key: Its key, in PEM.
    ///   - offersHTTP2: Whether HTTP/2 is chosen when the client offers it.
    /// - Throws: ``SkippedTrial`` where OpenSSL is missing or refuses the certificate.
    package init(certificate: String, key: String, offersHTTP2: Bool = false) throws {
        guard let library = TLSLibrary.shared else {
            throw SkippedTrial(reason: "the platform has no libssl.so.3 or libssl.so.1.1 for a server with TLS")
        }
        guard let context = library.newContext(library.serverMethod()) else {
            throw SkippedTrial(reason: "libssl makes no context")
        }
        (self.library, self.context) = (library, context)
        let isComplete =
            library.with(certificate, library.readCertificate, library.freeCertificate) {
                library.useCertificate(context, $0)
            } == 1
            && library.with(key, library.readKey, library.freeKey) { library.useKey(context, $0) } == 1
        if !isComplete { throw SkippedTrial(reason: "libssl refuses the suite's certificate") }
        if offersHTTP2 { library.setProtocolSelection(context, selectHTTP2, nil) }
    }

    deinit { library.freeContext(context) }

    /// Makes the handshake as a server; nil when it failed.
    func accept(_ socket: CInt) -> TLSConnection? {
        guard let session = library.newSession(context) else { return nil }
        let connection = TLSConnection(library: library, session: session)
        guard library.setSocket(session, socket) == 1, library.accept(session) == 1 else { return nil }
        return connection
    }
}

/// A connection after the handshake; used by one thread alone.
final class TLSConnection {
    private let library: TLSLibrary
    private let session: OpaquePointer

    fileprivate init(library: TLSLibrary, session: OpaquePointer) {
        (self.library, self.session) = (library, session)
    }

    deinit { library.freeSession(session) }

    func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        Int(library.read(session, bytes.baseAddress, CInt(clamping: bytes.count)))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(library.write(session, bytes.baseAddress, CInt(clamping: bytes.count)))
    }

    func close() { _ = library.shutdown(session) }

    /// Whether both sides have chosen HTTP/2.
    var isHTTP2: Bool {
        var (name, count): (UnsafePointer<UInt8>?, CUnsignedInt) = (nil, 0)
        library.selectedProtocol(session, &name, &count)
        return UnsafeBufferPointer(start: name, count: Int(count)).elementsEqual("h2".utf8)
    }
}

/// Chooses HTTP/2 among the protocols that a client offers, each with its length before it (RFC 7301, section 3.1);
/// none when it is not among them, which means HTTP/1.1.
private let selectHTTP2: TLSLibrary.SelectProtocol = { _, selected, selectedCount, offered, offeredCount, _ in
    let (isSelected, isNotSelected): (CInt, CInt) = (0, 3)  // SSL_TLSEXT_ERR_OK, SSL_TLSEXT_ERR_NOACK
    guard let selected, let selectedCount, let offered else { return isNotSelected }
    let list = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
    var start = 0
    while start < list.count {
        let name = (start + 1)..<min(start + 1 + Int(list[start]), list.count)
        if list[name].elementsEqual("h2".utf8) {
            selected.pointee = offered + name.lowerBound
            selectedCount.pointee = UInt8(name.count)
            return isSelected
        }
        start = name.upperBound
    }
    return isNotSelected
}

/// The functions of the platform's libssl, found when they are first needed.
private struct TLSLibrary: @unchecked Sendable {
    // Unchecked: pointers to functions, which do not change.
    typealias Handle = OpaquePointer
    typealias ReadPEM = @convention(c) (Handle?, Handle?, Handle?, Handle?) -> Handle?
    typealias Free = @convention(c) (Handle?) -> Void
    typealias Use = @convention(c) (Handle?, Handle?) -> CInt
    typealias SelectProtocol =
        @convention(c) (
            Handle?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, CUnsignedInt, UnsafeMutableRawPointer?
        ) -> CInt
    typealias SetSelection = @convention(c) (Handle?, SelectProtocol?, UnsafeMutableRawPointer?) -> Void
    typealias Selected =
        @convention(c) (
            Handle?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<CUnsignedInt>?
        ) -> Void

    static let shared = TLSLibrary()

    let serverMethod: @convention(c) () -> Handle?
    let newContext: @convention(c) (Handle?) -> Handle?
    let freeContext: Free
    let useCertificate: Use
    let useKey: Use
    let newSession: @convention(c) (Handle?) -> Handle?
    let freeSession: Free
    let setSocket: @convention(c) (Handle?, CInt) -> CInt
    let accept: @convention(c) (Handle?) -> CInt
    let read: @convention(c) (Handle?, UnsafeMutableRawPointer?, CInt) -> CInt
    let write: @convention(c) (Handle?, UnsafeRawPointer?, CInt) -> CInt
    let shutdown: @convention(c) (Handle?) -> CInt
    let newBuffer: @convention(c) (UnsafeRawPointer?, CInt) -> Handle?
    let freeBuffer: Free
    let readCertificate: ReadPEM
    let freeCertificate: Free
    let readKey: ReadPEM
    let freeKey: Free
    let setProtocolSelection: SetSelection
    let selectedProtocol: Selected

    private init?() {
        #if canImport(Darwin)
        return nil
        #else
        guard let library = dlopen("libssl.so.3", RTLD_NOW) ?? dlopen("libssl.so.1.1", RTLD_NOW) else { return nil }
        func find<Function>(_ name: String) -> Function? {
            dlsym(library, name).map { unsafeBitCast($0, to: Function.self) }
        }
        guard let serverMethod: @convention(c) () -> Handle? = find("TLS_server_method"),
            let newContext: @convention(c) (Handle?) -> Handle? = find("SSL_CTX_new"),
            let freeContext: Free = find("SSL_CTX_free"),
            let useCertificate: Use = find("SSL_CTX_use_certificate"),
            let useKey: Use = find("SSL_CTX_use_PrivateKey"),
            let newSession: @convention(c) (Handle?) -> Handle? = find("SSL_new"),
            let freeSession: Free = find("SSL_free"),
            let setSocket: @convention(c) (Handle?, CInt) -> CInt = find("SSL_set_fd"),
            let accept: @convention(c) (Handle?) -> CInt = find("SSL_accept"),
            let read: @convention(c) (Handle?, UnsafeMutableRawPointer?, CInt) -> CInt = find("SSL_read"),
            let write: @convention(c) (Handle?, UnsafeRawPointer?, CInt) -> CInt = find("SSL_write"),
            let shutdown: @convention(c) (Handle?) -> CInt = find("SSL_shutdown"),
            let newBuffer: @convention(c) (UnsafeRawPointer?, CInt) -> Handle? = find("BIO_new_mem_buf"),
            let freeBuffer: Free = find("BIO_free_all"),
            let readCertificate: ReadPEM = find("PEM_read_bio_X509"),
            let freeCertificate: Free = find("X509_free"),
            let readKey: ReadPEM = find("PEM_read_bio_PrivateKey"),
            let freeKey: Free = find("EVP_PKEY_free"),
            let setProtocolSelection: SetSelection = find("SSL_CTX_set_alpn_select_cb"),
            let selectedProtocol: Selected = find("SSL_get0_alpn_selected")
        else { return nil }
        (self.serverMethod, self.newContext, self.freeContext) = (serverMethod, newContext, freeContext)
        (self.useCertificate, self.useKey) = (useCertificate, useKey)
        (self.newSession, self.freeSession, self.setSocket) = (newSession, freeSession, setSocket)
        (self.accept, self.read, self.write, self.shutdown) = (accept, read, write, shutdown)
        (self.newBuffer, self.freeBuffer) = (newBuffer, freeBuffer)
        (self.readCertificate, self.freeCertificate) = (readCertificate, freeCertificate)
        (self.readKey, self.freeKey) = (readKey, freeKey)
        (self.setProtocolSelection, self.selectedProtocol) = (setProtocolSelection, selectedProtocol)
        #endif
    }

    /// Reads an object from PEM for as long as `body` runs; nil when it is not in that form.
    func with<Value>(_ pem: String, _ readPEM: ReadPEM, _ free: Free, _ body: (Handle) -> Value) -> Value? {
        var pem = pem
        return pem.withUTF8 { bytes in
            guard let buffer = newBuffer(bytes.baseAddress, CInt(clamping: bytes.count)) else { return nil }
            defer { freeBuffer(buffer) }
            guard let object = readPEM(buffer, nil, nil, nil) else { return nil }
            defer { free(object) }
            return body(object)
        }
    }
}
