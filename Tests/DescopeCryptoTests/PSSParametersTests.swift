import DescopeCrypto
import Testing

/// RSASSA-PSS has parameters that a signature does not say: RFC 7518, §3.5 fixes them for each algorithm, a salt as
/// long as the digest and MGF1 with the same digest.
@Suite struct PSSParametersTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let algorithm: SignatureAlgorithm
        let saltBytes: Int
        let mgf1: String
        let signature: String

        var testDescription: String { "\(algorithm.rawValue), \(saltBytes) bytes of salt, MGF1 with \(mgf1)" }

        /// By the table of RFC 7518.
        var isValid: Bool {
            switch (algorithm, saltBytes, mgf1) {
            case (.ps256, 32, "sha256"), (.ps384, 48, "sha384"), (.ps512, 64, "sha512"): true
            default: false
            }
        }
    }

    // openssl dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:… -sigopt rsa_mgf1_md:…
    // of the key in `ExampleKeys` and the message below.
    static let rows = [
        Row(
            algorithm: .ps256,
            saltBytes: 0,
            mgf1: "sha256",
            signature:
                "A6N07hBB1_N7_MRh_kRm2r6WGo6sLdOBRvrt9WDhHDPiIgjaC8G7-NARpL6DbVA5n6weftTb3SCOwwSelU7TvgTGlE15o4AZgIOM"
                + "XC9EcyCp-dln2hIK5-i79IDz-ulLE-WNEawkEY1NiqFmVbcRA_fJ6ZbnJU7P1fNCFuWXDhwztIgBDxzxkZCgHq__Nl4n0VeeDx2q"
                + "6ualrHx3TVNddkD14nYY4KJRD1Qch7AAI_aDiAB5och3gkPC8Iwg4nO5yTXdfILAyYsNkS6iumnDBMJoOW5eUn513cbAzRPtj33Z"
                + "jLi5IoSrx7hA7fwGUvjVMQxgaPpI37cjeNVM8pGWSw"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 20,
            mgf1: "sha256",
            signature:
                "TuWYAtdCpP0Qvj1iu7ppcLwZUbDuHzsr5EJl2h4iN2Csw3fSYWgcMLogEtnzxEMoWieRazddE4yq8F8BT-WmfsWuQk6cR-vtjCZU"
                + "dFKUnTW29Xq0C_3s8iD3XCMkFUhcWJJEWCRSzt14lbWgsifyNOnqa4PUp_CX55H9UQ6f6yDYE2hTRjznJ2PKpa7fbhNY4nrBHu-P"
                + "KA9M2pkiXxhRT4BLkIE6jUvmMCP-E_jbCNk602VRjOB6WWuHjpbX7qd3lDap1En6vBmk2et1ox_xcv2RBQYHBGfDczvfT42RbpkA"
                + "Uqd-GmQ6CgIaHLoDDhq2Et2xxYcp-YRzC6ovu5wlDg"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 31,
            mgf1: "sha256",
            signature:
                "druwSL7kuzEuUjNnMjbP_SjQ8WgSwPvacjsdK-0vBienI_bjqNfkskK7SvRXRcYn7enl6x78nK73twgsaNWN1619PYSnmuM6Z9BV"
                + "Hi4Yf76SGaz8HTouHza5lRX0QRuEJg_mevn-0v7A2j9CWDGIglwwiPLI2cudqbqijIYxdsi0140iXj-N0TlxuLsPaxBO6aoZRIGO"
                + "b1d2Vy74zHkK9XQV9Wb1d0wwvWfRaNLu9AMr_nbKgoVSOBT0Z9ttg07MT1m1T9FLKnz2bLoMHKm7kFgANhnyUt2seqJ-ysruq6K9"
                + "uPgk53AgkM0EhRtjSuPP0ku9MkI6giThVEQO_yUY5Q"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 32,
            mgf1: "sha256",
            signature:
                "IqxKu3BuHZ9lH9_B5k3mxSxTUs0UNriPVWNqjWhz-UOP9lVM6onj21y5kB94oetRNMFFsqv-VgE3a9nqi5hI_b_8tnfJtMWdlFkT"
                + "tJOiCCD5zLxN0zX0zS_V4LASE9YKS7Pvy3JGWw4MYNDZzVNbdFNt1V133bRFvF6G3rjk9nTGzWDGXDziHexpr_v9XMe0HpuEWPoQ"
                + "JM07MjGDVCNMtw6GoPzcfHlkpmBk91blEgNWuXE2SV_KRUAz4DvoU58nIyWrk3burGBtpqJwpuExDCb_i4T54o0ad5u10VLCgoH2"
                + "amNd8oaCDzD97WkZ4l2hhzsLT99kiiwUkyQxR5hmEg"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 33,
            mgf1: "sha256",
            signature:
                "A0E6Xk0QUEtkaV1Io0n_QIA8oYDRm9ZCcXb61D--stqUuRTX5YoalmzOJ5pP_VYnwUiMbBpeeoO9gXpnwiz-43FVNb5Me_nya2O6"
                + "AXMFAUxZ2AjErNtmIdbDlocovL4PWU3F_4ZpvYYLybh6o7mPLYkZUDASQaw7ayll1rGMa_Jxz9iO4xNckdXW1drmKz7prGdTfb9u"
                + "q4TKQfCXAvJhDLfMrrwKel6B05jxWPQyRe01GhwYXR9eJp1gC6q5u2EhxLUe1gy8_gTMkHjMC1VMTV8W9qwHH6-vCsjpKZzWcbkm"
                + "ImpLrpOKjx9jaw-N4Pv--6mWzdcRJ6fb41DOLecUMg"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 222,
            mgf1: "sha256",
            signature:
                "b-Q88_7YpOe4KlgZJlyI-dvbXIVm5afxHnCMluGFfd08cUNamOS3zPpXwIUsxGzLQS6V4uqnCi22ujKYp6-X9ETAgxITpLQwBeGO"
                + "S67vpMU1QfslqP2NCc7EdDxXFA5SVWX117E8QH0rvxtMdqJl4e1cMMe7I5kQ6r6lrYfHd-dqr9g4p90S7DE0_Xjc90kA7ik_7VaZ"
                + "qYo_3jDuegpVoy5z621YPTIzNCTVjVzSRk56ZyZnc-wYw5FrGU_fTbBFe0nD5DOcbeNv8k2QGWjJQpcA8uFDMYv6duMFACGYcnHS"
                + "W1elvAGJWNgNGT6Nrjs1kj3WdNv6kN2q-oy2pxuz-Q"
        ),
        Row(
            algorithm: .ps384,
            saltBytes: 0,
            mgf1: "sha384",
            signature:
                "Wy885687vV5Tky3U5zVv0LbT_JiakmeB5GJKnIivie5481x3vKxADYPjKE1NlBeDIHIiQKOsbKO9_NXs3Ajv57mlXSFTSu7_4zF4"
                + "NSZ_1byKDSqjpxEmzD9t5bHN1lleVxHa_qySNa2FDC4totGOTCU1XmQZ3H9T9PFEJkYCwJsYWU09WqNt3utwNgRBLmgYFK2iNIeJ"
                + "KJuU8dOl9WwQysYwNC_JD3zAT-1XEp-I1AU0ECtJ1fbclOkS4wEldFTsnNKPb4EVZ3HmarWjEUagCPUK23La0tMuf0H2qvyAm3da"
                + "mUyQXwwAiNVIsgkTj1xOrN_CjBeLViFjB-CeHCgHFg"
        ),
        Row(
            algorithm: .ps384,
            saltBytes: 32,
            mgf1: "sha384",
            signature:
                "JvMYPYsGA-I2vl3U7uq3v3K_5Xz1WLvCcnVErbqvIw9Vmbj2yMkSYtGfivm90F959TUqxCmniza7HhoA5mN5_BSmoMTpOlOmuOZk"
                + "lCTQpETPpxtBe6zzQLsUKd3xZlM8FJfCuarQ6B6iKWR1khr_HLoIMQf1MThtUPdlWTbCwgcLI11buXOec6t1rYzQEMVpl6ObdWk0"
                + "8X1OTc8hVkTPtbmYQWDcG95rqDYAilCb09fHVaE5iBJs8_CTHFdVkMYiIBQ68drcNvyay8QEYwQQTMgqP6Om1wA06qfE_uEHgYJ9"
                + "M-LnlGy11uqtGx8j2emMsTbCWpD7a6mbkZbu3AaEcQ"
        ),
        Row(
            algorithm: .ps384,
            saltBytes: 48,
            mgf1: "sha384",
            signature:
                "RCfXIr84E-aMATWwd0zzcFJ7_tTlH8DmPFQhkWqhD80FxqrLqdMewqPNttA79WzcdI1hzlzhFjZ-1vff60nspz1pqvTs5rlKpYKs"
                + "_M7WtsB64VCmPq-W0IZuGdsIJT_kUb0bdxdvGDRaMKq8cYl6vk7d7EidCdRnzZZuOhWKcYQLEWQBmS-9bhWMvgWQa32GpoJI1o0H"
                + "ST2mbp46tQy0WSWIIbGGr3mkjkQurDjFd2SmGIhmPb8aL_yCYWV-A3_YAH7QVuflLdikQabIvR5w735C9ghXtSGwojxMTfsg_lMQ"
                + "9ISob8czHaPqGGOKLFeYQBHxuB3fk_zGjpHOmhe7Kw"
        ),
        Row(
            algorithm: .ps384,
            saltBytes: 206,
            mgf1: "sha384",
            signature:
                "MHffPb2iOlyIAeDbNWC_TgpHTw5dQtnTzDdGU8oU2ku67xO_p2iSkGsfiyJuh-Vo2b8Jc2bZEZGyPljeuy_gJFgFvNiEDm5EDQ0O"
                + "9qzNV5teZe6fSEijGKzgkJ3ztwKB0ttlV0_K-vVGgrKISRi4ZUimte7zOHBfz0xsCiLz-tljB5CMo86IZUkRUJMuVO8Dc5366rHL"
                + "DB131u6SMWV1lz1KWxc_84OklZC5KX6cDBStBKh-duSjNiUKUPoVSBc1lJBfseTEN3ylMQNQZQcYnwPXqqVAbMRMiCtLH3-KqhTH"
                + "uuTqIHDqyG0aXyO7YuMqmSCnnmkhegiL8E0lPyXvvA"
        ),
        Row(
            algorithm: .ps512,
            saltBytes: 0,
            mgf1: "sha512",
            signature:
                "SGsvMEhrHSuZMCfmE7RjaGXVN95sHn7k8R9e7vm3bwxHN8zvOA_RmoZgrRuvJg7gIS7Iace08sPVmmn2R2U8vwILCRZPUMLH48Qg"
                + "OaitG8fxypE7pfxOMPj8qUnUrO2ra-lIsEsh46OCWh0MACj93nAT5P69SL8XI7kul6dVeUSuKQfj6pOnhlSA1hI7jrXOvq954AQ_"
                + "rg_q4VtJ_9x4mvb--WLjweWSpH0n8bvQyux09SpsvLEV-s62nyg9eMQNrh3sc1RPv6ZbtFc5zcBiiWi3dXeMad2WhC18ig-fhDLV"
                + "X8eL1yPOrOnqyENIkM1xqPSAsBYevzFIwYS7r3qXZg"
        ),
        Row(
            algorithm: .ps512,
            saltBytes: 32,
            mgf1: "sha512",
            signature:
                "RHeWELBQJKrR4I2LZP3_QbZkXyQ8mzILWw13I4mytJtVAxIqO8Z4FOkVWZamsN0csM5-h-RMKvMfBb8weNHqOehJ-szzXScrXDIr"
                + "yvrDVomT8mE8C0mb1k8JbF9Ivg4YkSI-lm58Ll3IyOdr7IQ7RiaDJLDOmD9_EvKcPLiif9uzIRugnXjxYX_G9pAhoXRCwnQjqFg5"
                + "5gKFX6-qLEVcuJ-zedk6AC0Lm5j_yS8WQmXuXU4DC8-iWIsvZL7LYff9GTrOJvZK0MdTHngChAdbwaSa0TTbEyOBdxPSTQNZYJqm"
                + "nn2TZtjSRtZoTcQ-p0zGwNmE2TorW-voG7eAEdF-Og"
        ),
        Row(
            algorithm: .ps512,
            saltBytes: 64,
            mgf1: "sha512",
            signature:
                "Dzy0wa0c5ZLftdIHu26SZdMTzjnLllAA2AzdREDZpM6hoT_w7XWTg9ufUcCC05m-RwqkpvkFAjFY9ibxQ13EHDOEURhKvyVjKOH5"
                + "ZQ7VpMoI1MZ7Byu5etTHAYjSsof16shh_xj9eyPzVKS7PGeRMQKQjVaPu85BHtAu5NeDFrTEo9SpaFhehW5x9AJU4StTNc9r3TUm"
                + "XdIMh-efFu2e1muOpmYfFSea3My26FcJQURmmfpKaJB_nr2rNSVLDeCBxcfAKIDX_5wriGon9SDj5kZBcdSxha_bdYf9dzSm0O0n"
                + "DtmEKjEzzyMjkA3-dJfegC22m69ThNVtixtbziecOg"
        ),
        Row(
            algorithm: .ps512,
            saltBytes: 190,
            mgf1: "sha512",
            signature:
                "Oh4AaERYml7a4yFkbvXCiXWuIZH6sTe_RUyyjvUtZ-vQA5i3AKxjYHnvx9MuzSa5XQAkJYZ1i6PNGGPh0A1m4rb4ielSwhC3aSH9"
                + "nvmLI4D5K0TqT9m-8yK47jpUWUNNFAD3O1FV0h6FDyygCHIkuF-ISDM8AxEwooEOCUv2-yj7Mlux4S34ohoMAIWdR3Qisg6p1_zS"
                + "Pyzk-4nLpSTr-moQZNCxv2-HeJcrwmn4F_OTPtt9KwGHV-EysGy-a8RYeyUjT878yOULxjED7yDCrhBvEsLbQIz216wDCorYKGbg"
                + "IGCwihxtS9Kub0MUUibaeoxf19X-07A0v9qZPmAGdw"
        ),
        Row(
            algorithm: .ps256,
            saltBytes: 32,
            mgf1: "sha1",
            signature:
                "PUdt4g66TXq6bzefGFBu16iUhJK1ouSYG6EjAYApUy_0Eo9M_uy8urYU-_cIgqMGBm657B-greJU0crmoISqCxfL2bxSlmZolRXT"
                + "aIPa__SZuQQSiWtrSa-g1dZ5gKnignY6IYJuYQz4LK-GBsP92LYHcmmSvvHrr6w9kvO3LRNafGonguIyLKI3OkU1txYp7j6kg9-s"
                + "ziPE5r1I6yDhMgY9SaK3jMBgHms29kidVN_WdvKiicIzB2XP-0quosdrvpiojKPuhBYFt9pC5wnhA7KN2ZtfiQbesTcVruXkDvQo"
                + "Dyew_66-A8ngnTR9HU8PizMhcGC_qTOz3wR1vI7Drg"
        ),
    ]

    @Test("a signature with other parameters than the algorithm's is none", arguments: rows)
    func parameters(_ row: Row) throws {
        let message = utf8("eyJhbGciOiJub25lIn0.e30")
        let signature = try base64URL(row.signature)
        for algorithm: SignatureAlgorithm in [.ps256, .ps384, .ps512, .rs256] {
            let verifier = try PlatformCrypto().verifier(for: ExampleKeys.rsa(), algorithm: algorithm)
            let expected = row.isValid && algorithm == row.algorithm
            #expect(verifier.isValid(signature: signature, for: message) == expected, "as \(algorithm.rawValue)")
        }
    }
}
