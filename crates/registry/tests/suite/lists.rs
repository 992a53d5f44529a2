//! What lists show: page by page everything once, and nothing that was not asked for.

use registry::views::{PublishedFilter, PublishedRow};
use rusqlite::Connection;

use super::district::{District, ROADS, open};

/// Published items that share one moment, over both agencies.
fn crowded() -> District {
    let district = District::new();
    for _ in 0..3 {
        for (name, _) in ROADS {
            district.worked(name, None);
        }
    }
    district
}

/// All pages of a list, one row a page.
fn paged(district: &District, filter: &PublishedFilter) -> Vec<PublishedRow> {
    let mut filter = filter.clone();
    let mut rows = Vec::new();
    loop {
        let page = district.installation.views.published(&filter, 1).unwrap();
        rows.extend(page.rows);
        filter.after = page.next;
        if filter.after.is_none() {
            return rows;
        }
    }
}

#[test]
fn pages_hold_every_item_once_however_many_share_a_moment() {
    let district = crowded();
    let views = &district.installation.views;
    let words = |words: &str| PublishedFilter {
        words: words.into(),
        ..PublishedFilter::default()
    };
    let all = views.published(&PublishedFilter::default(), 100).unwrap();
    let moments: std::collections::BTreeSet<_> = all.rows.iter().map(|row| &row.at).collect();
    assert!(moments.len() < all.rows.len(), "some share a moment");
    let begins = |n| all.rows[0].number.chars().take(n).collect::<String>();
    for filter in [
        PublishedFilter::default(),
        words(&begins(1)),
        words(&begins(2)),
    ] {
        let whole = views.published(&filter, 100).unwrap();
        assert!(!whole.rows.is_empty() && whole.next.is_none(), "{filter:?}");
        assert_eq!(paged(&district, &filter), whole.rows, "{filter:?}");
    }
}

#[test]
fn a_search_finds_the_words_as_they_stand_and_not_their_pieces() {
    let district = District::new();
    district.worked("tc", None);
    let views = &district.installation.views;
    let found = |words: &str| {
        let filter = PublishedFilter {
            words: words.into(),
            ..PublishedFilter::default()
        };
        views.published(&filter, 10).unwrap().rows
    };
    let title = found("")[0].title.clone();
    let letters: Vec<char> = title.chars().collect();
    let spaced: String = letters.iter().flat_map(|letter| [*letter, ' ']).collect();
    assert_eq!(found(&title).len(), 1);
    assert_eq!(
        found(&spaced).len(),
        1,
        "spaces in what is typed do not matter"
    );
    assert!(found(&format!("{}{}", letters[2], letters[0])).is_empty());
    assert!(found("没有这样的字样").is_empty());
}

#[test]
fn tables_that_another_program_made_are_made_anew_from_the_log() {
    let district = crowded();
    let before = district.installation.views.content().unwrap();
    let dir = district.closed();
    let views = Connection::open(dir.path().join("views.db")).unwrap();
    views
        .execute_batch(
            "DROP TABLE published; CREATE TABLE published (other TEXT); PRAGMA user_version = 7;",
        )
        .unwrap();
    drop(views);
    let district = open(dir);
    assert_eq!(district.installation.views.content().unwrap(), before);
}
