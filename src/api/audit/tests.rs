use super::*;

fn page(ids: std::ops::Range<u32>, total: Option<u64>) -> Page {
    Page {
        rows: ids
            .map(|id| Row::parse(&format!(r#"{{"userId":"{id}"}}"#)).unwrap())
            .collect(),
        size: Some(100),
        total_pages: None,
        total_items: total,
    }
}

fn audited(id: Option<&'static str>, pages: Vec<Page>) -> (Audit, SeenIds) {
    let (mut audit, mut seen) = (Audit::new(id), SeenIds::default());
    for (index, mut page) in pages.into_iter().enumerate() {
        audit.take(index as u64 + 1, &mut page, &mut seen);
    }
    (audit, seen)
}

const ID: Option<&str> = Some("userId");

#[test]
fn a_list_that_keeps_its_word_is_whole() {
    let (audit, _) = audited(ID, vec![page(0..100, Some(150)), page(100..150, Some(150))]);
    assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
}

#[test]
fn rows_that_come_twice_are_dropped_and_looked_at_again() {
    let pages = vec![page(0..100, Some(150)), page(99..149, Some(150))];
    let (mut audit, mut seen) = audited(ID, pages);
    assert_eq!(audit.verdict(2, false), Verdict::LookAgain(vec![1, 2]));
    let short = "149 of 150 rows came, 1 row came twice (dropped)";
    assert_eq!(audit.verdict(2, true), Verdict::Short(short.into()));
    let mut again = page(100..150, Some(150));
    audit.look_again(&mut again, &mut seen);
    assert_eq!(again.rows.len(), 1, "only the missing one is new");
    let said = "1 row came twice (dropped), 1 row came only at a second look";
    assert_eq!(audit.verdict(2, true), Verdict::Whole(Some(said.into())));
}

#[test]
fn a_total_that_moves_is_told() {
    let pages = vec![page(0..100, Some(151)), page(100..150, Some(150))];
    let (audit, _) = audited(ID, pages);
    let said = "its total went from 151 to 150";
    assert_eq!(audit.verdict(2, true), Verdict::Whole(Some(said.into())));
}

#[test]
fn three_pages_without_a_new_row_end_the_reading() {
    let same = || page(0..100, Some(900));
    let (audit, _) = audited(ID, vec![same(), same(), same()]);
    assert!(!audit.is_barren());
    let (audit, _) = audited(ID, vec![same(), same(), same(), same()]);
    assert!(audit.is_barren());
}

#[test]
fn without_ids_a_repeated_page_is_a_lie_but_repeated_rows_are_not() {
    let (audit, _) = audited(None, vec![page(0..2, Some(4)), page(0..2, Some(4))]);
    let said = "the same page came again and again";
    assert_eq!(audit.verdict(2, false), Verdict::Short(said.into()));
    let (audit, _) = audited(None, vec![page(0..1, Some(2)), page(0..1, Some(2))]);
    assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
}

#[test]
fn unknown_totals_promise_nothing() {
    let (audit, _) = audited(ID, vec![page(0..100, None), page(100..120, None)]);
    assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
}

#[test]
fn of_a_long_list_both_ends_and_the_odd_pages_are_looked_at_again() {
    let mut pages: Vec<_> = (0..60)
        .map(|n| page(n * 100..n * 100 + 100, Some(6000)))
        .collect();
    pages[7].rows.clear();
    let (audit, _) = audited(ID, pages);
    assert_eq!(audit.verdict(60, false), Verdict::LookAgain(vec![1, 8, 60]));
    let mut pages: Vec<_> = (0..60)
        .map(|n| page(n * 100..n * 100 + 100, Some(6000)))
        .collect();
    pages[20] = page(1999..2099, Some(6001));
    let (audit, _) = audited(ID, pages);
    let again = vec![1, 20, 21, 22, 60];
    assert_eq!(audit.verdict(60, false), Verdict::LookAgain(again));
}

#[test]
fn rows_of_an_earlier_list_count_but_are_not_given_out_again() {
    let (mut audit, mut seen) = (Audit::new(ID), SeenIds::default());
    audit.take(1, &mut page(0..3, Some(3)), &mut seen);
    seen.next_list();
    audit = Audit::new(ID);
    let mut second = page(2..5, Some(3));
    audit.take(1, &mut second, &mut seen);
    assert_eq!(second.rows.len(), 2);
    assert_eq!(audit.verdict(1, false), Verdict::Whole(None));
}

#[test]
fn without_ids_only_an_empty_page_is_looked_at_again() {
    let pages = vec![
        page(0..100, Some(250)),
        page(0..0, Some(250)),
        page(200..249, Some(250)),
    ];
    let (audit, _) = audited(None, pages);
    assert_eq!(audit.verdict(3, false), Verdict::LookAgain(vec![2]));
}

#[test]
fn without_totals_pages_that_bring_nothing_new_are_no_end() {
    let same = || page(0..100, None);
    let (audit, _) = audited(ID, vec![same(), same(), same(), same()]);
    let said = "300 rows came twice (dropped), 3 pages in a row brought nothing new";
    assert_eq!(audit.verdict(4, true), Verdict::Short(said.into()));
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
    let (audit, _) = audited(ID, vec![odd(), other, odd()]);
    assert_eq!(audit.distinct, 7);
    let (audit, _) = audited(ID, vec![odd(), odd()]);
    assert!(
        audit.is_barren(),
        "a whole page of them that comes twice is a lie"
    );
}
