/// What `--help` prints.
enum Help {
    static let all = """
        usage: authz COMMAND …

          check      asks whether a target holds a relation or permission
          explain    says why it does, or why not
          who        lists everyone who holds it on a resource
          what       lists what a target holds
          test       runs test cases
          coverage   says which parts of a schema the test cases do not reach
          validate   reads a schema and lists its problems
          diff       says what a new schema changes
          convert    writes a schema, or a whole test case, in another form

        authz COMMAND --help says more. Files are read by their suffix:

          schemas    .authz .dsl   the language, model AuthZ 1.0
                     .fga fga.mod  OpenFGA's modelling language
                     .zed          SpiceDB's schema language
                     .json         the service's JSON form
                     .txt          the indented form
          cases      .json .yaml   this project's form, OpenFGA's stores, SpiceDB's validation files

        YAML is read with the trait of that name: swift run --traits YAML authz …
        Status: 0 yes, or all passed; 1 no, or something failed; 2 the command line or a file cannot be used.
        """

    static let facts = """
          --schema FILE      the schema
          --relations FILE   stored relations: a JSON or YAML list of doc:roadmap#owner@u1, of relations in the
                             service's form, or of tuples; may be given several times
          --cases FILE       schema, relations and context of a test case instead; with several cases, --case NAME
                             picks one; ids of the cases of OpenFGA and SpiceDB have their type, as in
                             doc:roadmap#owner@user:u1
          --context JSON     values of the parameters of conditions, such as {"ip": "10.0.0.1"}; they replace those of
                             the case
        """

    static let texts: [String: String] = [
        "check": """
        usage: authz check QUESTION --schema FILE [--relations FILE …] [--context JSON]

        Asks whether a target holds a relation or permission, such as doc:roadmap#can_view@u1. Prints the verdict.
        Status 0 when it is allowed, 1 when it is denied.

        \(facts)
        """,
        "explain": """
        usage: authz explain QUESTION --schema FILE [--relations FILE …] [--context JSON]

        Prints why a target holds a relation or permission, such as doc:roadmap#can_view@u1, or why it does not.
        Status 0 when it is allowed, 1 when it is denied.

        \(facts)
        """,
        "who": """
        usage: authz who TYPE:RESOURCE#RELATION --schema FILE [--relations FILE …] [--context JSON]

        Lists everyone who holds a relation or permission on a resource, such as doc:roadmap#can_view, one id a line.
        Whoever is left out because the context lacks a parameter is named on standard error.

        \(facts)
        """,
        "what": """
        usage: authz what TYPE#RELATION@TARGET --schema FILE [--relations FILE …] [--context JSON]
               authz what TARGET --schema FILE …

        Lists the resources on which a target holds a relation or permission, such as doc#can_view@u1, or all that it
        holds, one a line. What is left out because the context lacks a parameter is named on standard error.

        \(facts)
        """,
        "test": """
        usage: authz test FILE … [--format text|json|junit] [--output FILE]

        Runs the test cases of files and prints the counts. Status 0 when all questions pass; 1 when one has another
        answer, or is one that Descope has no form for; 2 when a file or a case cannot be used, or has no question. The
        others are run nevertheless.

          --format FORMAT    text (the default), json or junit
          --output FILE      writes there, and only the counts to the terminal
        """,
        "coverage": """
        usage: authz coverage FILE … [--threshold PERCENT] [--format text|json|lcov] [--output FILE]

        Says which leaves of the schemas the questions of test cases do not reach, and which always have the same
        answer. LCOV needs a schema that is a file of a language with lines (.authz, .dsl, .fga, .zed).

          --threshold N      status 1 when less than N percent of the leaves are reached
          --format FORMAT    text (the default), json or lcov
          --output FILE      writes there
        """,
        "validate": """
        usage: authz validate SCHEMA … [--strict]

        Reads schemas and lists their problems, each with its line where the text has lines. Status 1 when there is an
        error; with --strict, when there is a warning too; 2 when a file cannot be read.
        """,
        "diff": """
        usage: authz diff OLD NEW [--relations FILE …]

        Says what the schema NEW adds, changes and drops, and what the service deletes for that. Status 0 when nothing
        changes, 1 otherwise.

          --relations FILE   stored relations, as for check: those that NEW does not allow are listed, and status is 1
                             when there are any
        """,
        "convert": """
        usage: authz convert FILE --to dsl|json|indented|cases [--fit] [--output FILE]

        Writes a schema in another form. --to cases takes a file of test cases and writes them in this project's form.
        The language has no relation that is both stored and computed: --fit moves what is stored to a relation of
        its own, NAME_direct.
        """,
    ]
}
