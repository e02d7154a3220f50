//! What the Debian package puts where: the shells complete and `man` shows the
//! pages. With DEB_ROOT, a folder into which the package is installed:
//! `DEB_ROOT=/x cargo test --test terminal packaged -- --ignored`.

use crate::support::installed;
use crate::tab::press_in;
use std::path::PathBuf;

/// Where something of the package is.
fn place(of: &str) -> PathBuf {
    let root = std::env::var_os("DEB_ROOT").expect("DEB_ROOT: where the package is");
    PathBuf::from(root).join(of)
}

fn share(of: &str) -> String {
    place("usr/share").join(of).display().to_string()
}

/// The page as it is shown in this language.
fn page(locale: &str) -> String {
    let output = installed("man")
        .args(["--locale", locale, "polyv-group-subaccounts-list"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("MANPATH", share("man"))
        .env("MANWIDTH", "80")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = ".ci/run runs it: it wants the package installed"]
fn the_page_is_in_the_language_of_the_reader() {
    let (english, chinese) = (page("C.UTF-8"), page("zh_CN.UTF-8"));
    let about = "polyv-group-subaccounts-list - ";
    assert!(
        english.contains(&format!("NAME\n       {about}")),
        "{english}"
    );
    assert!(
        chinese.contains(&format!("名称\n       {about}")),
        "{chinese}"
    );
}

#[test]
#[ignore = ".ci/run runs it: it wants the package installed"]
fn bash_completes() {
    let function = "polyv-group() { local IFS=' '; echo \"<$*>\"; }";
    let data = share("");
    let load = "source /usr/share/bash-completion/bash_completion";
    let setup = format!("export XDG_DATA_DIRS={data}; {load}; {function}");
    let args = ["--norc", "--noprofile", "-i"];
    press_in(&place("usr/bin"), "bash", &args, &setup);
}

#[test]
#[ignore = ".ci/run runs it: it wants the package installed"]
fn zsh_completes() {
    let function = "polyv-group() { echo \"<$*>\" }";
    let folder = share("zsh/vendor-completions");
    let load = format!("fpath=({folder} $fpath); autoload -U compinit; compinit -D -u");
    let setup = format!("{function}; {load}");
    press_in(&place("usr/bin"), "zsh", &["-f", "-i"], &setup);
}

#[test]
#[ignore = ".ci/run runs it: it wants the package installed"]
fn fish_completes() {
    let function = "function polyv-group; echo \"<$argv>\"; end";
    let folder = share("fish/vendor_completions.d");
    let setup = format!("{function}; set fish_complete_path {folder}");
    press_in(&place("usr/bin"), "fish", &["--no-config", "-i"], &setup);
}
