//! A reply cannot fill the machine's memory, however it is packed.
#![cfg(target_os = "linux")]

use crate::support::{Home, RawServer, Run, Sent};
use crate::trouble::{reply, server};
use flate2::{Compress, Compression, FlushCompress};
use std::process::Command;

/// The program may not have more memory than this, in KiB: the system refuses.
/// The bound of a reply is 8 MiB, and growing towards it takes some more.
const MEMORY: u32 = 48 * 1024;
const MIB: usize = 1024 * 1024;

fn run_in_bounds(server: &RawServer, memory: u32) -> Run {
    let home = Home::at(&server.url);
    let template = home.command(&[]);
    let script = format!("ulimit -d {memory} && exec \"$0\" subaccounts list -o csv");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).arg(template.get_program());
    command.env_clear().current_dir(home.path());
    for (name, value) in template.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Run::from(command.output().unwrap())
}

fn assert_too_large(answer: Sent) {
    let server = RawServer::start(move |_, _| answer.clone());
    let run = run_in_bounds(&server, MEMORY).expect(6);
    let place = server.url.replace("http://", "");
    let said = format!(
        "error: could not list the sub-accounts: {place}: the reply is larger than 8 MiB\n"
    );
    assert_eq!((run.stdout, run.stderr), (String::new(), said));
    assert_eq!(server.seen().len(), 1, "it is not asked for again");
}

#[test]
fn the_bound_of_memory_is_enough_for_a_good_reply_and_is_in_force() {
    let server = server(|_, _| None);
    let run = run_in_bounds(&server, MEMORY).expect(0);
    assert_eq!(run.stdout.lines().count(), 251);
    let run = run_in_bounds(&server, 1);
    assert_ne!(run.status, 0, "no program runs in 1 KiB");
}

#[test]
fn a_reply_of_more_than_8_mib_is_refused() {
    assert_too_large(reply("HTTP/1.1 200 OK", &[], vec![b' '; 9 * MIB]));
}

#[test]
fn so_is_one_whose_length_is_not_said() {
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    assert_too_large(Sent::Raw([&head[..], &vec![b'x'; 20 * MIB]].concat()));
}

/// So many MiB of spaces. Each of them is packed as if it were the first, and
/// nobody comes to the sum at the end.
fn bomb(mib: usize) -> Vec<u8> {
    let mut packed = Vec::with_capacity(MIB);
    let mut compress = Compress::new(Compression::best(), false);
    let spaces = vec![b' '; MIB];
    compress
        .compress_vec(&spaces, &mut packed, FlushCompress::Full)
        .unwrap();
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    [&head[..], &packed.repeat(mib)].concat()
}

#[test]
fn a_little_gzip_that_becomes_200_mib_is_refused() {
    let bomb = bomb(200);
    assert!(bomb.len() < MIB, "{} bytes on the wire", bomb.len());
    assert_too_large(reply("HTTP/1.1 200 OK", &["Content-Encoding: gzip"], bomb));
}

#[test]
fn a_head_without_an_end_is_refused() {
    let mut head = b"HTTP/1.1 200 OK\r\n".to_vec();
    head.extend(b"X-More: and more\r\n".repeat(100_000));
    let server = RawServer::start(move |_, _| Sent::Raw(head.clone()));
    let run = run_in_bounds(&server, MEMORY).expect(6);
    assert_eq!(run.stdout, "");
}
