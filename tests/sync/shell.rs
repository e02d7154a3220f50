//! As much of a shell as the examples of the help use: words, quotes, `\` at
//! the end of a line, `|`, `<`, `>`, `>>`, `~/`.

/// One example.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The arguments after `polyv-group`.
    pub args: Vec<String>,
    /// Whether something is piped or redirected in.
    pub has_stdin: bool,
}

/// Reads a line; panics where it does not call `polyv-group`.
pub(crate) fn read(line: &str, home: &str) -> Example {
    let mut has_stdin = false;
    let mut args = Vec::new();
    let mut words = words(line).into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "|" => {
                assert!(args.first().is_none_or(|first| first != "polyv-group"));
                has_stdin = true;
                args.clear();
            }
            ">" | ">>" | "<" => {
                has_stdin |= word == "<";
                words.next().expect("a file");
            }
            _ => args.push(match word.strip_prefix("~/") {
                Some(rest) => format!("{home}/{rest}"),
                None => word,
            }),
        }
    }
    assert_eq!(
        args.first().map(String::as_str),
        Some("polyv-group"),
        "{line}"
    );
    args.remove(0);
    Example { args, has_stdin }
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "an open quote: {line}");
    words.extend(word);
    words
}

#[test]
fn quotes_pipes_and_redirections_are_understood() {
    let example = read("pass show 'a b' | polyv-group man ~/x --y 'c d' > z", "/h");
    assert_eq!(example.args, ["man", "/h/x", "--y", "c d"]);
    assert!(example.has_stdin);
    assert!(!read("polyv-group x >> y", "/h").has_stdin);
}
