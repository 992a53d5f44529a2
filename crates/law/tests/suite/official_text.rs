//! Regulations as issued: a fictional one with every kind of damage, and the real ones where they are at
//! hand.

use law::official_text::{DocumentHead, OfficialText, TextFault, chinese_numeral, folded};
use proptest::prelude::*;

/// Two documents in one notice, damaged in every way seen so far.
const ISSUED: &str = include_str!("issued.txt");

fn head(key: &str, title: &str, articles: usize) -> DocumentHead {
    DocumentHead {
        key: key.into(),
        title: title.into(),
        articles,
    }
}

fn heads() -> Vec<DocumentHead> {
    vec![
        head("ZS", "云溪县风筝放飞记录办法", 6),
        head("SH", "云溪县风筝放飞审核规定", 4),
    ]
}

fn issued() -> OfficialText {
    OfficialText::parse(ISSUED, &heads()).expect("the fictional regulation is sound")
}

fn words(document: &str, address: &str) -> String {
    let excerpt = issued().place(document, address).expect(address);
    assert!(excerpt.exact, "{address} is exact");
    excerpt.words
}

#[test]
fn documents_articles_paragraphs_and_items_are_told_apart() {
    let text = issued();
    let shape: Vec<Vec<Vec<usize>>> = text
        .documents
        .iter()
        .map(|document| {
            let items = |article: &law::official_text::Article| {
                article.paragraphs.iter().map(|p| p.items.len()).collect()
            };
            document.articles.iter().map(items).collect()
        })
        .collect();
    let first = vec![vec![0], vec![0, 0], vec![3, 0], vec![2], vec![0], vec![0]];
    let second = vec![vec![0], vec![5], vec![0], vec![0]];
    assert_eq!(shape, [first, second]);
    let keys: Vec<&str> = text.documents.iter().map(|d| d.key.as_str()).collect();
    assert_eq!(keys, ["ZS", "SH"]);
    let article = text.documents[0].article(4).expect("an article");
    assert_eq!(article.caption.as_deref(), Some("强化放飞记录。"));
    assert_eq!(article.headings, ["第二章 放飞", "第一节 记录"]);
    assert_eq!(
        text.documents[0].article(5).expect("an article").headings,
        ["第三章 附则"]
    );
}

#[test]
fn words_cut_by_a_page_are_joined() {
    assert_eq!(
        words("ZS", "第二条第一款"),
        "放飞记录包括文字记录和影像记录。"
    );
    assert_eq!(words("ZS", "第三条（二）"), "放飞的时间、地点、风力；");
    // A reference at the start of a page begins no article, and （一）项 begins no item.
    assert_eq!(
        words("ZS", "第五条"),
        "记录不全的，依照本办法第三条、第四条规定补记；属于第三条第（一）项情形的，还应当说明原因。"
    );
    assert_eq!(
        words("ZS", "第三条第二款"),
        "前款记录应当在24小时内存入GB 2312编码的存储器。"
    );
}

#[test]
fn what_is_printed_around_the_documents_is_no_part_of_them() {
    assert_eq!(words("SH", "第四条"), "本规定自发布之日起施行。");
    assert_eq!(words("ZS", "第六条"), "本办法自发布之日起施行。");
    let all: String = issued()
        .documents
        .iter()
        .flat_map(|d| &d.articles)
        .map(|a| a.words())
        .collect();
    for foreign in ["抄送", "附件", "印发", "— 2 —", "总则", "第一节"] {
        assert!(!all.contains(foreign), "{foreign} is in the words");
    }
}

#[test]
fn a_number_printed_twice_keeps_its_number() {
    let text = issued();
    let items = &text.document("SH").expect("a document").articles[1].paragraphs[0].items;
    let numbers: Vec<u16> = items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, [1, 2, 2, 3, 4]);
    assert_eq!(items[2].address(), "（二）（重号之二）");
    assert_eq!(words("SH", "第二条（二）（重号之一）"), "线轴是否牢固；");
    assert_eq!(words("SH", "第二条(二)(重号之二)"), "尾翼是否平衡；");
    assert_eq!(words("SH", "第二条第（三）项"), "场地是否开阔;");
    let fault = text.place("SH", "第二条（二）").expect_err("two items");
    assert_eq!(fault.message, "第二条有2处（二）");
}

#[test]
fn parts_are_followed_where_punctuation_marks_them_off() {
    assert_eq!(
        words("SH", "第三条第二句"),
        "逾期未答复的，视为同意；放飞人可以放飞。"
    );
    assert_eq!(words("SH", "第三条第二句前段"), "逾期未答复的，视为同意；");
    assert_eq!(words("SH", "第三条第二句第二分句"), "放飞人可以放飞。");
    assert_eq!(words("ZS", "第二条第二款（后句）"), "影像应当清晰。");
    for vague in [
        "第三条（但书）",
        "第三条前段",
        "第三条第二句（三分句）",
        "第一条（目的）",
    ] {
        let excerpt = issued().place("SH", vague).expect(vague);
        assert!(!excerpt.exact, "{vague} is not marked by the text");
        assert!(!excerpt.words.is_empty());
    }
}

#[test]
fn addresses_that_lead_nowhere_are_all_told() {
    let asked = [
        ("ZS", "第三条"),
        ("XX", "第一条"),
        ("ZS", "第七条"),
        ("ZS", "第一条第二款"),
        ("ZS", "第三条（四）"),
        ("ZS", "附则"),
        ("ZS", "第三条（一"),
        ("ZS", "第零条"),
        ("SH", "第三条第三句"),
    ];
    let faults = issued().places(asked).expect_err("all but one");
    let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "没有键为“XX”的文件",
            "《云溪县风筝放飞记录办法》没有第七条",
            "第一条没有第二款",
            "第三条没有（四）",
            "看不懂“附则”",
            "看不懂“第三条（一”",
            "看不懂“第零条”",
            "第三条此处没有第三句",
        ]
    );
    assert_eq!(faults[3].hint, "该条有（一）、（二）、（三）");
}

#[test]
fn all_faults_of_a_text_are_told_at_once() {
    let text =
        "甲办法\n第一条 甲。\n第三条 下列：\n（一）乙；\n（三）丙。\n第四条\n丁规定\n第一条 戊。\n";
    let heads = [
        head("A", "甲办法", 4),
        head("B", "丙规定", 1),
        head("C", "甲办法", 4),
    ];
    let faults = OfficialText::parse(text, &heads).expect_err("faulty");
    let told = |needle: &str| faults.iter().find(|f| f.message.contains(needle));
    assert_eq!(told("应为第二条，读到第三条").and_then(|f| f.line), Some(3));
    assert_eq!(
        told("第三条应为（二），读到（三）").and_then(|f| f.line),
        Some(5)
    );
    assert!(
        told("第四条没有内容").is_none(),
        "the orphaned title is taken for its words"
    );
    assert!(told("与前面的文件重名").is_some());
    let missing = told("未找到标题《丙规定》").expect("told");
    assert_eq!(
        (missing.line, missing.hint.as_str()),
        (Some(7), "“丁规定”之后有第一条，请核对标题")
    );
    assert!(told("应有4条，读到").is_some());
    let empty =
        OfficialText::parse("甲办法\n第一条\n", &[head("A", "甲办法", 1)]).expect_err("empty");
    assert_eq!(
        empty[0].to_string(),
        "第2行：《甲办法》第一条没有内容（条号之后应有条文）"
    );
    let none = OfficialText::parse("", &[head("A", "甲办法", 1)]).expect_err("nothing");
    assert_eq!(none.len(), 1);
}

#[test]
fn items_may_share_a_line_with_their_lead() {
    let text = "甲办法\n第一条 下列风筝：（一）纸鸢；(二)龙（含第（三）项）；㈢燕。依照前款：（一）项办理。\n";
    let parsed = OfficialText::parse(text, &[head("A", "甲办法", 1)]).expect("sound");
    let paragraph = &parsed.documents[0].articles[0].paragraphs[0];
    let items: Vec<&str> = paragraph
        .items
        .iter()
        .map(|item| item.text.as_str())
        .collect();
    assert_eq!(paragraph.text, "下列风筝：");
    assert_eq!(
        items,
        [
            "纸鸢；",
            "龙（含第（三）项）；",
            "燕。依照前款：（一）项办理。"
        ]
    );
}

#[test]
fn numerals_read_as_they_are_written() {
    for n in 1..=999_u16 {
        let text = format!("甲办法\n第一条 甲。\n第{}条 乙。", chinese_numeral(n));
        let parsed = OfficialText::parse(&text, &[head("A", "甲办法", 2)]);
        assert_eq!(parsed.is_ok(), n == 2, "{}", chinese_numeral(n));
        if let Err(faults) = parsed {
            let label = format!("读到第{}条", chinese_numeral(n));
            assert!(faults[0].message.ends_with(&label), "{label}: {faults:?}");
        }
    }
}

#[test]
fn a_page_break_inside_a_paragraph_changes_nothing() {
    let all = |text: &OfficialText| -> Vec<String> {
        text.documents
            .iter()
            .flat_map(|d| &d.articles)
            .map(|a| a.words())
            .collect()
    };
    let whole = all(&issued());
    let places = breakable(ISSUED);
    assert!(places.len() > 100, "only {} places", places.len());
    for at in places {
        let broken = format!("{}\n\n— 3 —\n\n{}", &ISSUED[..at], &ISSUED[at..]);
        let parsed = OfficialText::parse(&broken, &heads()).expect("still sound");
        assert_eq!(
            all(&parsed),
            whole,
            "broken before {}",
            ISSUED[at..].lines().next().unwrap_or_default()
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(第[一二三十百0-9]{0,4}[条章节]|（[一二三十]{1,3}）|- |\\(|甲办法|[。；：，\n \t]|\\PC){0,80}", address in "(第|一|十|条|款|项|句|前段|分句|[（）()]|重号之|\\PC){0,12}") {
        let heads = [head("A", "甲办法", 3), head("B", "", 0)];
        let _ = OfficialText::parse(&text, &heads);
        let _ = issued().place("ZS", &address);
        let _ = issued().place("SH", &format!("第三条{address}"));
    }

    #[test]
    fn no_damage_makes_it_panic(cut in 0usize..900, length in 0usize..40) {
        let chars: Vec<char> = ISSUED.chars().collect();
        let end = (cut + length).min(chars.len());
        let kept = chars[..cut.min(chars.len())].iter().chain(&chars[end..]);
        let _ = OfficialText::parse(&kept.collect::<String>(), &heads());
    }
}

/// Where a page may end in the middle of a paragraph: between two words of an article's own line, not
/// after a mark that could end a paragraph, and not before one that could begin something.
fn breakable(text: &str) -> Vec<usize> {
    let body = text.find("第一条").expect("an article");
    let inner = |(at, c): (usize, char)| {
        let before = text[..at].chars().next_back().unwrap_or('\n');
        let words = |c: char| c.is_alphabetic() && !"第条章节附抄主公此".contains(c);
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let numbered = line.starts_with(['第', '（', '(', '-']) && line.contains(['条', '）', ')']);
        let heading = line.contains(['章', '节']);
        (at > body && words(before) && words(c) && numbered && !heading).then_some(at)
    };
    text.char_indices().filter_map(inner).collect()
}

/// The regulations that the first packs run, and what share of their clauses lead to the words quoted.
mod issued_regulations {
    use toml_edit::{Document, Table};

    use super::*;
    use crate::suite::shared;

    fn read(code: &str) -> Option<(Document<String>, OfficialText)> {
        let file = std::fs::read_to_string(shared(&format!("clauses/{code}.toml"))?);
        let list: Document<String> = file.expect("a file").parse().expect("TOML");
        let seed = list["seed"].as_str().expect("a file name").to_owned();
        let text = std::fs::read_to_string(shared(&format!("seeds/{seed}"))?).expect("a text");
        let documents = list["documents"].as_array().expect("documents");
        let heads: Vec<DocumentHead> = documents
            .iter()
            .filter_map(|d| d.as_inline_table())
            .map(|d| {
                let word = |key: &str| d.get(key).and_then(|v| v.as_str()).expect("a word");
                let articles = d
                    .get("articles")
                    .and_then(|n| n.as_integer())
                    .expect("a number");
                head(
                    word("key"),
                    word("title"),
                    usize::try_from(articles).expect("a count"),
                )
            })
            .collect();
        let faults = |faults: Vec<TextFault>| panic!("{code}: {faults:#?}");
        let parsed = OfficialText::parse(&text, &heads).unwrap_or_else(faults);
        // Nothing is lost or moved: the words in order are the text's own, the page's furniture aside.
        let plain = |text: &str| folded(text).replace(['-', '—'], "");
        let issued = plain(&text);
        for article in parsed.documents.iter().flat_map(|d| &d.articles) {
            let printed = plain(&format!("{}{}", article.label(), article.words()));
            assert!(
                issued.contains(&printed),
                "{code} {} is as printed",
                article.label()
            );
        }
        Some((list, parsed))
    }

    fn word<'t>(clause: &'t Table, key: &str) -> &'t str {
        clause.get(key).and_then(|v| v.as_str()).expect("a word")
    }

    #[test]
    fn every_clause_leads_to_its_words() {
        for (code, clauses) in [
            ("lz", 111),
            ("tc", 205),
            ("zc", 190),
            ("ly", 72),
            ("ws", 88),
        ] {
            let Some((list, text)) = read(code) else {
                return;
            };
            let (mut all, mut exact) = (0, 0);
            let mut astray = Vec::new();
            for clause in list["clause"].as_array_of_tables().expect("clauses") {
                let (id, article) = (word(clause, "id"), word(clause, "article"));
                let key = id.split('-').nth(1).and_then(|key| text.document(key));
                let document = key.unwrap_or(&text.documents[0]);
                let excerpt = document.place(article);
                let quote = folded(word(clause, "quote"));
                all += 1;
                match excerpt {
                    Ok(found) if folded(&found.words).contains(&quote) => {
                        exact += usize::from(found.exact)
                    }
                    Ok(found) => astray.push(format!("{id} {article}: {}", found.words)),
                    Err(fault) => astray.push(format!("{id} {article}: {fault}")),
                }
            }
            println!(
                "{code}: {}/{all} clauses lead to their words, {exact} exactly",
                all - astray.len()
            );
            assert_eq!((all, astray), (clauses, Vec::<String>::new()));
        }
    }

    #[test]
    fn the_doubled_item_and_the_cut_words_are_right() {
        let Some((_, text)) = read("tc") else { return };
        let counts: Vec<usize> = text.documents.iter().map(|d| d.articles.len()).collect();
        assert_eq!(counts, [19, 27, 21]);
        let at = |document, address| text.place(document, address).expect("a place").words;
        assert_eq!(at("SH", "第十条（三）（重号之二）"), "调查取证情况；");
        assert_eq!(
            at("GS", "第五条（四）"),
            "行政执法程序：行政执法流程图、行政执法程序、期限等；"
        );
        assert_eq!(at("SH", "第二十一条"), "本办法自公布之日起执行。");
        let items = |key, n| -> Vec<u16> {
            let article = text
                .document(key)
                .and_then(|d| d.article(n))
                .expect("an article");
            article
                .paragraphs
                .iter()
                .flat_map(|p| &p.items)
                .map(|item| item.number)
                .collect()
        };
        assert_eq!(items("SH", 10), [1, 2, 3, 3, 4]);
        assert_eq!(items("SH", 7), [1, 2, 3, 4, 5, 6]);
        assert_eq!(items("JL", 10), (1..=10).collect::<Vec<u16>>());
    }
}
