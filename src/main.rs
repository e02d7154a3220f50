//! The command; see the library for everything else.

fn main() {}
