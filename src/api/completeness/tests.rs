use super::*;

fn page(ids: std::ops::Range<u32>, total: Option<u64>) -> Page {
    Page {
        rows: ids
            .map(|id| Row::parse(&format!(r#"{{"userId":"{id}"}}"#)).unwrap())
            .collect(),
        size: Some(100),
        total_pages: None,
        total_items: total,
        is_array: false,
    }
}

fn read(id: Option<&'static str>, pages: Vec<Page>) -> (Completeness, SeenRows) {
    let (mut counts, mut seen) = (Completeness::new(id), SeenRows::default());
    for (index, mut page) in pages.into_iter().enumerate() {
        counts.take(index as u64 + 1, &mut page, &mut seen);
    }
    (counts, seen)
}

const ID: Option<&str> = Some("userId");

/// Whether the list counts as complete, and the English words on it.
fn told(verdict: &Verdict) -> (bool, &str) {
    match verdict {
        Verdict::Complete(Some(words)) => (true, words.en()),
        Verdict::Short(words) => (false, words.en()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_that_keeps_its_word_is_complete() {
    let (counts, _) = read(ID, vec![page(0..100, Some(150)), page(100..150, Some(150))]);
    assert_eq!(counts.verdict(2, false), Verdict::Complete(None));
}

#[test]
fn rows_that_come_twice_are_dropped_and_looked_at_again() {
    let pages = vec![page(0..100, Some(150)), page(99..149, Some(150))];
    let (mut counts, mut seen) = read(ID, pages);
    assert_eq!(counts.verdict(2, false), Verdict::LookAgain(vec![1, 2]));
    let short = "received 149 of 150 rows, dropped 1 duplicate";
    assert_eq!(told(&counts.verdict(2, true)), (false, short));
    let mut again = page(100..150, Some(150));
    counts.look_again(&mut again, &mut seen);
    assert_eq!(again.rows.len(), 1, "only the missing one is new");
    let said = "dropped 1 duplicate, found 1 row only at a second look";
    assert_eq!(told(&counts.verdict(2, true)), (true, said));
}

#[test]
fn a_total_that_moves_is_told() {
    let pages = vec![page(0..100, Some(151)), page(100..150, Some(150))];
    let (counts, _) = read(ID, pages);
    let said = "its total went from 151 to 150";
    assert_eq!(told(&counts.verdict(2, true)), (true, said));
}

#[test]
fn three_pages_without_a_new_row_end_the_reading() {
    let same = || page(0..100, Some(900));
    let (counts, _) = read(ID, vec![same(), same(), same()]);
    assert!(!counts.brings_nothing_new());
    let (counts, _) = read(ID, vec![same(), same(), same(), same()]);
    assert!(counts.brings_nothing_new());
}

#[test]
fn without_ids_a_repeated_page_is_a_lie_but_repeated_rows_are_not() {
    let (counts, _) = read(None, vec![page(0..2, Some(4)), page(0..2, Some(4))]);
    let said = "the same page was received again and again";
    assert_eq!(told(&counts.verdict(2, false)), (false, said));
    let (counts, _) = read(None, vec![page(0..1, Some(2)), page(0..1, Some(2))]);
    assert_eq!(counts.verdict(2, false), Verdict::Complete(None));
}

#[test]
fn unknown_totals_promise_nothing() {
    let (counts, _) = read(ID, vec![page(0..100, None), page(100..120, None)]);
    assert_eq!(counts.verdict(2, false), Verdict::Complete(None));
}

#[test]
fn of_a_long_list_both_ends_and_the_odd_pages_are_looked_at_again() {
    let mut pages: Vec<_> = (0..60)
        .map(|n| page(n * 100..n * 100 + 100, Some(6000)))
        .collect();
    pages[7].rows.clear();
    let (counts, _) = read(ID, pages);
    assert_eq!(
        counts.verdict(60, false),
        Verdict::LookAgain(vec![1, 8, 60])
    );
    let mut pages: Vec<_> = (0..60)
        .map(|n| page(n * 100..n * 100 + 100, Some(6000)))
        .collect();
    pages[20] = page(1999..2099, Some(6001));
    let (counts, _) = read(ID, pages);
    let again = vec![1, 20, 21, 22, 60];
    assert_eq!(counts.verdict(60, false), Verdict::LookAgain(again));
}

#[test]
fn rows_of_an_earlier_list_count_but_are_not_given_out_again() {
    let (mut counts, mut seen) = (Completeness::new(ID), SeenRows::default());
    counts.take(1, &mut page(0..3, Some(3)), &mut seen);
    seen.next_list();
    counts = Completeness::new(ID);
    let mut second = page(2..5, Some(3));
    counts.take(1, &mut second, &mut seen);
    assert_eq!(second.rows.len(), 2);
    assert_eq!(counts.verdict(1, false), Verdict::Complete(None));
}

#[test]
fn without_ids_only_an_empty_page_is_looked_at_again() {
    let pages = vec![
        page(0..100, Some(250)),
        page(0..0, Some(250)),
        page(200..249, Some(250)),
    ];
    let (counts, _) = read(None, pages);
    assert_eq!(counts.verdict(3, false), Verdict::LookAgain(vec![2]));
}

#[test]
fn without_totals_pages_that_bring_nothing_new_are_no_end() {
    let same = || page(0..100, None);
    let (counts, _) = read(ID, vec![same(), same(), same(), same()]);
    let said = "dropped 300 duplicates, 3 pages in a row brought nothing new";
    assert_eq!(told(&counts.verdict(4, true)), (false, said));
}

#[test]
fn rows_without_an_id_are_never_dropped() {
    let odd = || Page {
        rows: vec![
            Row::parse(r#"{"userId":null}"#).unwrap(),
            Row::parse("{}").unwrap(),
        ],
        ..Page::default()
    };
    let other = page(0..3, None);
    let (counts, _) = read(ID, vec![odd(), other, odd()]);
    assert_eq!(counts.distinct, 7);
    let (counts, _) = read(ID, vec![odd(), odd()]);
    assert!(
        counts.brings_nothing_new(),
        "a whole page of them that comes twice is a lie"
    );
}
