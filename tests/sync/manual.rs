//! The manual pages as `man` shows them on a terminal of 80 columns.

use crate::support::installed;
use polyv_group::cli::man::{DATE, pages};
use polyv_group::lang::{Lang, within};
use unicode_width::UnicodeWidthStr;

/// The page as it is shown, without a warning of the formatter.
fn shown(name: &str, page: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, page).unwrap();
    let output = installed("man")
        .args(["--warnings", "--local-file"])
        .arg(&file)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("MANWIDTH", "80")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "", "{name}");
    String::from_utf8(output.stdout).unwrap()
}

fn page(name: &str) -> String {
    let pages = pages().unwrap();
    let (_, page) = pages.iter().find(|(own, _)| own == name).unwrap();
    shown(name, page)
}

/// The lines of a section.
fn section<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let mut lines = page.lines().skip_while(|line| *line != heading);
    lines
        .next()
        .unwrap_or_else(|| panic!("no {heading}\n{page}"));
    let inside = |line: &&str| line.is_empty() || line.starts_with(' ');
    let mut lines: Vec<&str> = lines.take_while(inside).collect();
    lines.pop();
    lines
}

#[test]
fn every_page_fits_eighty_columns_and_says_what_it_is() {
    for (name, roff) in pages().unwrap() {
        let page = shown(&name, &roff);
        for line in page.lines() {
            assert!(line.width() <= 80, "{name}: {line}");
        }
        let whole = name.trim_end_matches(".1");
        let title = match whole.len() <= 30 {
            true => whole,
            // It would leave no room for the date.
            false => whole.trim_start_matches("polyv-group-"),
        };
        let title = format!("{title}(1)");
        let words = |line: Option<&str>| {
            let words = line.unwrap_or_default().split_whitespace();
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let header = words(page.lines().next());
        assert_eq!(header, [&title, "Polyv", &title], "{name}");
        let footer = words(page.lines().next_back());
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(footer, ["polyv-group", version, DATE, &title], "{name}");
        let headings = page
            .lines()
            .skip(1)
            .filter(|line| line.starts_with(char::is_uppercase));
        let mut wanted = vec![
            "NAME",
            "SYNOPSIS",
            "OPTIONS",
            "GLOBAL OPTIONS",
            "SUBCOMMANDS",
            "NOTES",
        ];
        wanted.extend([
            "EXIT STATUS",
            "ENVIRONMENT",
            "FILES",
            "EXAMPLES",
            "SEE ALSO",
        ]);
        wanted.retain(|heading| page.contains(&format!("\n{heading}\n")));
        assert!(wanted.len() >= 9, "{name}: {wanted:?}");
        let headings: Vec<&str> = headings.filter(|line| wanted.contains(line)).collect();
        assert_eq!(headings, wanted, "{name}");
    }
}

#[test]
fn the_date_is_that_of_the_release() {
    let changelog = include_str!("../../CHANGELOG.md");
    let newest = changelog.lines().find(|line| line.starts_with("## "));
    let newest = newest.unwrap_or_default();
    let heading = |day| format!("## {} — {day}", env!("CARGO_PKG_VERSION"));
    assert!(
        [heading("unreleased"), heading(DATE)].contains(&newest.to_owned()),
        "{newest:?} is not of this version, or the pages have another day: {DATE}"
    );
}

#[test]
fn every_page_is_in_chinese_in_chinese() {
    for (name, roff) in within(Lang::Zh, pages).unwrap() {
        let page = shown(&name, &roff);
        for line in page.lines() {
            assert!(line.width() <= 80, "{name}: {line}");
        }
        for heading in [
            "名称",
            "概要",
            "选项",
            "全局选项",
            "退出状态",
            "环境变量",
            "文件",
            "示例",
            "参见",
        ] {
            assert!(
                page.contains(&format!("\n{heading}\n")),
                "{name}: {heading}"
            );
        }
        let is_english = |line: &&str| line.starts_with(|c: char| c.is_ascii_uppercase());
        let mut headings = page.lines().filter(is_english);
        assert_eq!(headings.next(), None, "{name}");
        for word in ["Print ", "[default", "ossible values"] {
            assert!(!page.contains(word), "{name}: {word}");
        }
        let about = section(&page, "名称").join(" ");
        assert!(
            about.contains(|c: char| matches!(c, '\u{4e00}'..='\u{9fff}')),
            "{about}"
        );
    }
}

#[test]
fn a_synopsis_has_values_and_breaks_between_options_only() {
    assert_eq!(
        section(&page("polyv-group-children-update.1"), "SYNOPSIS"),
        [
            "       polyv-group children update [--email EMAIL] [--name NAME]",
            "       [--role ID|NAME] [--telephone TELEPHONE] [--description DESCRIPTION]",
            "       [--ask-password] [--password-stdin] [--account EMAIL] [--from FILE|-]",
            "       [--sheet NAME|N] [--journal FILE] [--results FILE] [--max-failures N]",
            "       [--again] [--generate-password] [--credentials-out FILE] [--wait DUR]",
            "       [--template[=api|chinese]] [--yes] [--dry-run] [--exit-code]",
            "       [global options]",
        ]
    );
    assert_eq!(
        section(&page("polyv-group-sign.1"), "SYNOPSIS"),
        [
            "       polyv-group sign [--query KEY=VALUE]... [--form KEY=VALUE]...",
            "       [--timestamp MS] [--explain] [global options] METHOD PATH",
        ]
    );
    assert_eq!(
        section(&page("polyv-group-profiles.1"), "SYNOPSIS"),
        ["       polyv-group profiles [global options] COMMAND"]
    );
}

#[test]
fn notes_are_filled_and_examples_are_not() {
    let page = page("polyv-group-api.1");
    assert_eq!(
        section(&page, "NOTES"),
        [
            "       appId, timestamp and sign are added. The reply is printed as received,",
            "       secrets masked.",
            "",
            "       With --paginate only the rows of all pages are printed, as JSON or with",
            "       -o jsonl. A page is asked for by `page` below /v2/ and by `pageNumber`",
            "       elsewhere; -Q page=1 or -Q pageNumber=1 asks for it by that name.",
        ]
    );
    assert_eq!(
        section(&page, "EXAMPLES"),
        [
            "       polyv-group api GET /v2/group/account/get-info",
            "       polyv-group api GET /live/v4/user/children/list --paginate -o jsonl",
            "       polyv-group api POST /live/v4/group/user/create --json account.json \\",
            "           --dry-run",
        ]
    );
}

#[test]
fn columns_are_listed_and_related_pages_named() {
    let page = page("polyv-group-children-roles.1");
    let global = section(&page, "GLOBAL OPTIONS").join("\n");
    assert!(
        global.contains(
            "\n               * id              ID\
             \n               * name            NAME\
             \n               * permissionName  PERMISSIONS\
             \n               * description     DESCRIPTION\n"
        ),
        "{global}"
    );
    assert!(global.contains("\n       --config <FILE>\n              Read this config file\n"));
    assert_eq!(
        section(&page, "SEE ALSO"),
        [
            "       polyv-group(1), polyv-group-children(1), polyv-group-children-list(1),",
            "       polyv-group-children-create(1), polyv-group-children-update(1),",
            "       polyv-group-children-delete(1)"
        ]
    );
}
