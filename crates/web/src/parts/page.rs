//! The frame of a page: head, mast, navigation, main part, foot; in two houses, desk and portal.
//!
//! Does not know which columns exist or who may see them: navigation and user are given.

use super::{Examples, Link, Text, breadcrumb, keys};
use crate::{assets, words};
use maud::{DOCTYPE, Markup, html};

/// Which house a page stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum House {
    /// Worked in all day by officials: dense.
    Desk,
    /// Read once by the public: generous.
    Portal,
}

/// One entry of the main navigation.
#[derive(Debug, Clone)]
pub struct Nav<'a> {
    /// Where it leads and what it says.
    pub link: Link<'a>,
    /// Whether the page belongs to it.
    pub current: bool,
    /// How many things wait there; zero shows nothing.
    pub waiting: u64,
}

impl<'a> Nav<'a> {
    /// An entry.
    pub fn new(href: impl Into<Text<'a>>, label: impl Into<Text<'a>>, current: bool) -> Self {
        Self {
            link: Link::new(href, label),
            current,
            waiting: 0,
        }
    }

    /// Sets how many things wait there.
    #[must_use]
    pub fn waiting(mut self, n: u64) -> Self {
        self.waiting = n;
        self
    }
}

/// The person signed in.
#[derive(Debug, Clone)]
pub struct User<'a> {
    /// Name as shown.
    pub name: Text<'a>,
    /// Posts the person holds.
    pub posts: Vec<Text<'a>>,
    /// The person's own page.
    pub account: Text<'a>,
    /// Address that ends the session by POST.
    pub sign_out: Text<'a>,
    /// Token against forged requests.
    pub csrf: Text<'a>,
}

/// The search box in the mast.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// Address asked by GET with `q`.
    pub action: Text<'a>,
    /// What was asked.
    pub value: Text<'a>,
    /// What can be asked.
    pub hint: Text<'a>,
}

/// A page. Build with [`Page::desk`] or [`Page::portal`], show with [`page`].
#[derive(Debug, Clone)]
pub struct Page<'a> {
    house: House,
    title: Text<'a>,
    site: Text<'a>,
    home: Text<'a>,
    crumbs: Vec<Link<'a>>,
    nav: Vec<Nav<'a>>,
    user: Option<User<'a>>,
    search: Option<Search<'a>>,
    clock: Option<Markup>,
    notice: Option<Markup>,
    tools: Option<Markup>,
    lead: Option<Markup>,
    foot: Vec<Link<'a>>,
    feed: Option<Link<'a>>,
    has_heading: bool,
    has_mistakes: bool,
    body: Markup,
}

impl<'a> Page<'a> {
    fn new(house: House, home: &'a str, title: Text<'a>, site: Text<'a>, body: Markup) -> Self {
        Self {
            house,
            title,
            site,
            home: home.into(),
            crumbs: Vec::new(),
            nav: Vec::new(),
            user: None,
            search: None,
            clock: None,
            notice: None,
            tools: None,
            lead: None,
            foot: Vec::new(),
            feed: None,
            has_heading: true,
            has_mistakes: false,
            body,
        }
    }

    /// A page of the desk. `site` is the agency.
    pub fn desk(title: impl Into<Text<'a>>, site: impl Into<Text<'a>>, body: Markup) -> Self {
        Self::new(House::Desk, "/desk", title.into(), site.into(), body)
    }

    /// A page of the portal. `site` is the agency or installation.
    pub fn portal(title: impl Into<Text<'a>>, site: impl Into<Text<'a>>, body: Markup) -> Self {
        Self::new(House::Portal, "/", title.into(), site.into(), body)
    }

    /// Address behind the seal, when not `/desk` or `/`.
    #[must_use]
    pub fn home(mut self, href: impl Into<Text<'a>>) -> Self {
        self.home = href.into();
        self
    }

    /// Adds a step of the breadcrumb; the page itself is added by the frame.
    #[must_use]
    pub fn crumb(mut self, href: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        self.crumbs.push(Link::new(href, label));
        self
    }

    /// Sets the main navigation.
    #[must_use]
    pub fn nav(mut self, nav: Vec<Nav<'a>>) -> Self {
        self.nav = nav;
        self
    }

    /// Sets the person signed in.
    #[must_use]
    pub fn user(mut self, user: User<'a>) -> Self {
        self.user = Some(user);
        self
    }

    /// Sets the search box of the mast.
    #[must_use]
    pub fn search(mut self, search: Search<'a>) -> Self {
        self.search = Some(search);
        self
    }

    /// Puts the demonstration clock ([`super::clock::clock`]) above the mast.
    #[must_use]
    pub fn clock(mut self, clock: Markup) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Puts a notice, refusal or error summary above the heading.
    #[must_use]
    pub fn notice(mut self, notice: Markup) -> Self {
        self.notice = Some(notice);
        self
    }

    /// Puts buttons or links beside the heading.
    #[must_use]
    pub fn tools(mut self, tools: Markup) -> Self {
        self.tools = Some(tools);
        self
    }

    /// Puts a line under the heading.
    #[must_use]
    pub fn lead(mut self, lead: Markup) -> Self {
        self.lead = Some(lead);
        self
    }

    /// Adds a link to the foot.
    #[must_use]
    pub fn foot(mut self, href: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        self.foot.push(Link::new(href, label));
        self
    }

    /// Names an Atom feed of this page.
    #[must_use]
    pub fn feed(mut self, href: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        self.feed = Some(Link::new(href, label));
        self
    }

    /// Leaves the `h1` to the body, for instance to a document sheet.
    #[must_use]
    pub fn without_heading(mut self) -> Self {
        self.has_heading = false;
        self
    }

    /// Says in the title that the form has mistakes, which screen readers read first.
    #[must_use]
    pub fn with_mistakes(mut self) -> Self {
        self.has_mistakes = true;
        self
    }

    fn house_word(&self) -> &'static str {
        match self.house {
            House::Desk => words::frame::DESK,
            House::Portal => words::frame::PORTAL,
        }
    }
}

/// The whole page.
pub fn page(p: &Page) -> Markup {
    let class = match p.house {
        House::Desk => "desk",
        House::Portal => "portal",
    };
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head(p))
            body class=(class) {
                a.skip href="#main" { (words::frame::SKIP) }
                @if let Some(clock) = &p.clock { (clock) }
                header.mast { (mast(p, words::frame::NAV, words::frame::SEARCH)) }
                @if !p.crumbs.is_empty() { (breadcrumb::breadcrumb(&p.crumbs, &p.title)) }
                main #main tabindex="-1" {
                    @if let Some(notice) = &p.notice { (notice) }
                    @if p.has_heading { (heading(p)) }
                    (p.body)
                }
                footer.foot { (foot(p)) }
            }
        }
    }
}

fn head(p: &Page) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title {
                @if p.has_mistakes { (words::frame::TITLE_WRONG) }
                (p.title) " – " (p.site)
                // A site named after its house is not named twice.
                @if !p.site.contains(p.house_word()) { (p.house_word()) }
            }
            link rel="icon" type="image/svg+xml" href=(assets::href("seal.svg"));
            link rel="stylesheet" href=(assets::href("fadu.css"));
            link rel="stylesheet" href=(assets::href("law.css"));
            link rel="stylesheet" href=(assets::href("paper.css"));
            @if p.house == House::Portal { link rel="stylesheet" href=(assets::href("portal.css")); }
            @if let Some(feed) = &p.feed {
                link rel="alternate" type="application/atom+xml" href=(feed.href) title=(feed.label);
            }
            script type="module" src=(assets::href("fadu.js")) {}
        }
    }
}

fn mast(p: &Page, nav_label: &str, search_label: &str) -> Markup {
    html! {
        div.mast-top {
            a.mark href=(p.home) {
                (seal())
                span.mark-site { (p.site) }
                span.mark-house { (p.house_word()) }
            }
            @if let Some(search) = &p.search { (search_box(search, search_label)) }
            @if let Some(user) = &p.user { (user_box(user)) }
        }
        @if !p.nav.is_empty() {
            nav.nav aria-label=(nav_label) {
                ul {
                    @for n in &p.nav {
                        li { a href=(n.link.href) aria-current=[n.current.then_some("page")] {
                            (n.link.label)
                            @if n.waiting > 0 { " " span.nav-count { (words::number(n.waiting)) } }
                        } }
                    }
                }
            }
        }
    }
}

/// The seal: two characters cut in cinnabar. Ornament only; the name stands beside it.
pub fn seal() -> Markup {
    html! { span.seal aria-hidden="true" { (words::frame::SEAL) } }
}

fn search_box(search: &Search, label: &str) -> Markup {
    html! {
        form.mast-search role="search" aria-label=(label) action=(search.action) method="get" {
            input type="search" name="q" value=(search.value) placeholder=(search.hint)
                aria-label=(words::frame::SEARCH) data-key="/" autocomplete="off";
            button.button.quiet type="submit" { (words::frame::SEARCH) }
        }
    }
}

fn user_box(user: &User) -> Markup {
    html! {
        details.user {
            summary {
                span.user-name { (user.name) }
                @if let Some(post) = user.posts.first() { " " span.user-post { (post) } }
            }
            div.user-menu {
                @if !user.posts.is_empty() {
                    p.user-posts { (words::frame::POSTS) "：" (user.posts.join("、")) }
                }
                p { a href=(user.account) { (words::frame::ACCOUNT) } }
                form action=(user.sign_out) method="post" data-sign-out {
                    input type="hidden" name="csrf" value=(user.csrf);
                    button.button.plain type="submit" { (words::frame::SIGN_OUT) }
                }
            }
        }
    }
}

fn heading(p: &Page) -> Markup {
    html! {
        div.heading {
            div.heading-words {
                h1 { (p.title) }
                @if let Some(lead) = &p.lead { div.lead { (lead) } }
            }
            @if let Some(tools) = &p.tools { div.heading-tools { (tools) } }
        }
    }
}

fn foot(p: &Page) -> Markup {
    html! {
        @if p.house == House::Desk { (keys::keys(&keys::of_the_desk())) }
        div.foot-line {
            p {
                @match p.house {
                    House::Desk => (words::frame::FOOT_DESK),
                    House::Portal => (words::frame::FOOT_PORTAL),
                }
            }
            @if !p.foot.is_empty() {
                ul { @for l in &p.foot { li { a href=(l.href) { (l.label) } } } }
            }
        }
    }
}

/// The mast of both houses; the gallery itself stands in the whole frame.
pub fn examples() -> Examples {
    let desk = Page::desk("案件", "例县科学技术局", html! {})
        .nav(vec![
            Nav::new("#part-page", "今日", false).waiting(4),
            Nav::new("#part-page", "案件", true),
            Nav::new("#part-page", "审核", false).waiting(1),
            Nav::new("#part-page", "公示", false),
        ])
        .search(Search {
            action: "/desk/parts".into(),
            value: "".into(),
            hint: words::frame::SEARCH_DESK.into(),
        })
        .user(User {
            name: "林示例".into(),
            posts: vec!["承办人".into(), "窗口人员".into()],
            account: "#part-page".into(),
            sign_out: "/desk/parts".into(),
            csrf: "".into(),
        });
    let portal = Page::portal("首页", "例县科学技术局", html! {}).nav(vec![
        Nav::new("#part-page", "首页", true),
        Nav::new("#part-page", "处罚决定", false),
        Nav::new("#part-page", "执法人员", false),
    ]);
    vec![
        (
            "办案端页头",
            html! { div.mast { (mast(&desk, "示例：办案端栏目", "示例：搜索")) } },
        ),
        (
            "公示端页头",
            html! { div.mast.portal { (mast(&portal, "示例：公示端栏目", "示例：搜索")) } },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_main_one_heading_and_a_skip_link() {
        let p = Page::desk("案件", "例县科学技术局", html! { p { "正文" } }).crumb("/desk", "今日");
        let html = page(&p).into_string();
        for once in [
            "<main ",
            "<h1>",
            "class=\"skip\"",
            "lang=\"zh-CN\"",
            "<header ",
            "<footer ",
        ] {
            assert_eq!(html.matches(once).count(), 1, "{once}");
        }
        assert!(html.contains("<title>案件 – 例县科学技术局执法办案</title>"));
    }

    #[test]
    fn what_people_type_is_escaped() {
        let p = Page::portal("<b>", "\"&", html! {});
        let html = page(&p).into_string();
        assert!(!html.contains("<b>"));
        assert!(html.contains("&lt;b&gt;"));
    }
}
