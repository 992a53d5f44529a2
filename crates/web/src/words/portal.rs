//! Words of the portal.

/// Column: the first page.
pub const HOME: &str = "首页";
/// Column: everything that is public.
pub const DECISIONS: &str = "公示信息";
/// Column: what is public beforehand.
pub const BEFORE: &str = "事前公开";
/// Column: officers.
pub const OFFICERS: &str = "执法人员";
/// Column: what is handled and how.
pub const MATTERS: &str = "办事指南";
/// Column: how far a case has come.
pub const PROGRESS: &str = "进度查询";
/// Column: the regulations.
pub const LAW: &str = "执法规定";

/// The three kinds, as packs name their phases.
pub const PHASES: [&str; 3] = ["事前", "事中", "事后"];

/// A column that holds numbers of certificates says so in its name.
pub const CERTIFICATE_COLUMN: &str = "证号";
/// Lists that tell of matters and procedures say so in their names.
pub const MATTER_WORDS: [&str; 5] = ["职责", "权限", "依据", "程序", "救济"];

/// In the foot.
pub mod foot {
    /// Open data.
    pub const DATA: &str = "开放数据";
    /// How to check.
    pub const PROOF: &str = "怎样核验";
    /// Objection.
    pub const CORRECTION: &str = "提出异议";
    /// The way in for officials.
    pub const DESK: &str = "办案登录";
}

/// The first page.
pub mod home {
    /// Label of the one search box.
    pub const SEARCH: &str = "查公示信息";
    /// What can be asked.
    pub const HINT: &str = "案件名称、决定书文号、单位名称";
    /// The title, in parts between which a line may end.
    pub const MOTTO: [&str; 3] = [
        "执法前看得到规矩，",
        "执法中说得清依据，",
        "执法后查得到结果。",
    ];
    /// What the three kinds are.
    pub const BEFORE: &str = "谁来执法、管什么、依据什么、怎么办、怎么救济。";
    /// What the three kinds are.
    pub const DURING: &str = "执法人员上门时应当出示什么、告知什么，您有哪些权利。";
    /// What the three kinds are.
    pub const AFTER: &str = "检查的结果，作出的决定，每年的总体情况。";
    /// What one can do here.
    pub const DO: &str = "您可以";
    /// What one can do here.
    pub const DO_CERTIFICATE: &str = "核对执法证件";
    /// Below it.
    pub const DO_CERTIFICATE_WHY: &str = "输入证号，看是否有效。";
    /// What one can do here.
    pub const DO_PROGRESS: &str = "查案件进度";
    /// Below it.
    pub const DO_PROGRESS_WHY: &str = "凭案号和查询码，看办到了哪一步。";
    /// What one can do here.
    pub const DO_CORRECTION: &str = "对公示信息提出异议";
    /// Below it.
    pub const DO_CORRECTION_WHY: &str = "与您有关的信息有误，请告诉我们核实。";
    /// What one can do here.
    pub const DO_PROOF: &str = "自行核验";
    /// Below it.
    pub const DO_PROOF_WHY: &str = "每一条公示都有存证，谁都可以验。";
    /// Heading.
    pub const LATEST: &str = "最近公示";
    /// All of them.
    pub const ALL: &str = "全部公示信息";

    /// How many are public.
    #[must_use]
    pub fn public(n: u64) -> String {
        format!("已公示{}条", super::super::number(n))
    }
}

/// Lists of what is public.
pub mod list {
    /// Field.
    pub const WORDS: &str = "案件名称、文号或者当事人";
    /// Field.
    pub const CATEGORY: &str = "信息类别";
    /// Column.
    pub const TITLE: &str = "名称";
    /// Column.
    pub const NUMBER: &str = "文号";
    /// Column.
    pub const PARTY: &str = "当事人";
    /// Column.
    pub const AGENCY: &str = "公示机关";
    /// Column.
    pub const FORMED: &str = "形成日期";
    /// Column.
    pub const AT: &str = "公示日期";
    /// Column of a download.
    pub const ID: &str = "公示编号";
    /// Nothing yet.
    pub const EMPTY: &str = "这里将列出公示的信息。";
    /// Nothing yet.
    pub const EMPTY_FIRST: &str = "信息经审查、审核后公示，公示后即可在此查到。";
    /// Nothing found.
    pub const NONE: &str = "没有找到符合条件的公示信息。";
    /// What to do.
    pub const NONE_FIRST: &str = "请换一个说法，或者去掉部分条件。";
    /// Caption.
    pub const CAPTION: &str = "公示信息清单";
    /// Back to the beginning of the list.
    pub const FIRST: &str = "回到第一页";
}

/// One published item.
pub mod item {
    /// Heading.
    pub const ABOUT: &str = "公示情况";
    /// Label.
    pub const CATEGORY: &str = "信息类别";
    /// Label.
    pub const PHASE: &str = "公示环节";
    /// Label.
    pub const FORM: &str = "公开形式";
    /// Label.
    pub const FORMED: &str = "信息形成";
    /// Label.
    pub const FIRST: &str = "首次公示";
    /// Label.
    pub const CHANNELS: &str = "公示渠道";
    /// Heading.
    pub const BASIS: &str = "为什么公示";
    /// Heading.
    pub const HISTORY: &str = "更正记录";
    /// No corrections.
    pub const NO_HISTORY: &str = "公示以来没有更正过。";
    /// One correction.
    pub const CORRECTED: &str = "更正后重新公示";
    /// One publication.
    pub const PUBLISHED: &str = "首次公示";
    /// Heading.
    pub const PROOF: &str = "存证";
    /// What the proof says.
    pub const PROOF_WHY: &str = "这次公示的记录已写入本机关的账册，写入后不能悄悄改动。";
    /// Leads on.
    pub const PROOF_HOW: &str = "怎样核验";
    /// Leads on.
    pub const OBJECT: &str = "信息与我有关，我认为有误";
    /// A file.
    pub const FILE: &str = "附件";
    /// The title of a page of something withdrawn.
    pub const WITHDRAWN: &str = "该信息已撤回";
    /// What a withdrawn item was.
    pub const WITHDRAWN_WHY: &str =
        "原公示信息因决定被变更、撤销或者确认违法等原因撤回，内容不再公开。";
    /// Label.
    pub const WITHDRAWN_AT: &str = "撤回时间";
}

/// What is public beforehand.
pub mod before {
    /// Under the title.
    pub const LEAD: &str = "执法之前应当公开的信息，按规定列出的类别逐项公开。";
    /// An empty category.
    pub const MISSING: &str = "尚未公开";
    /// A category that may stay empty.
    pub const OPEN: &str = "有则公开";
    /// How complete.
    #[must_use]
    pub fn complete(filled: usize, all: usize) -> String {
        format!("应当公开的{all}类信息，已公开{filled}类")
    }
    /// What is missing.
    #[must_use]
    pub fn missing(names: &str) -> String {
        format!("尚未公开：{names}。")
    }
}

/// What is told in the course of enforcement.
pub mod during {
    /// Title.
    pub const TITLE: &str = "事中公示";
    /// Under the title.
    pub const LEAD: &str =
        "执法人员与您打交道时，应当向您出示和告知的事项。没有做到的，您可以当场要求。";
    /// Heading.
    pub const DUTIES: &str = "应当做到";
    /// Heading.
    pub const ALSO: &str = "其他事中公示信息";
    /// Where the law has none.
    pub const NONE: &str = "本机关的规定没有单列事中公示的条款。";
}

/// Officers and certificates.
pub mod officers {
    /// Under the title.
    pub const LEAD: &str = "执法人员应当主动出示执法证件。您可以在这里核对。";
    /// Heading.
    pub const CHECK: &str = "核对执法证件";
    /// Label.
    pub const NUMBER: &str = "行政执法证号";
    /// Hint.
    pub const NUMBER_HINT: &str = "证件上的编号，照原样输入。";
    /// Button.
    pub const SUBMIT: &str = "核对";
    /// Answer.
    pub const VALID: &str = "有效";
    /// Answer.
    pub const INVALID: &str = "无效";
    /// Answer.
    pub const UNKNOWN: &str = "查无此证";
    /// What to do then.
    pub const UNKNOWN_WHY: &str = "请核对证号后再试。仍查不到的，请直接向本机关核实。";
    /// What to do then.
    pub const INVALID_WHY: &str = "证件不在有效期内。您可以向本机关反映。";
    /// Label.
    pub const AGENCY: &str = "所属单位";
    /// Label.
    pub const KIND: &str = "行政执法类别";
    /// Label.
    pub const SPAN: &str = "有效期";
    /// Heading.
    pub const ROSTER: &str = "公开的执法人员名单";
    /// Nothing yet.
    pub const EMPTY: &str = "这里将列出公开的执法人员。";
    /// Nothing yet.
    pub const EMPTY_FIRST: &str = "名单经审查、审核后公开。";
}

/// What is handled, and how.
pub mod matters {
    /// Under the title.
    pub const LEAD: &str = "本机关办理哪些执法事项，依什么程序、在多长时间内办理。";
    /// Heading.
    pub const PUBLISHED: &str = "已公开的事项和程序";
    /// Heading.
    pub const CHART: &str = "流程图";
    /// Under it.
    pub const CHART_WHY: &str = "由现行规定直接生成，规定变了，图随之变。";
    /// Heading.
    pub const STEPS: &str = "逐步说明";
    /// Nothing yet.
    pub const EMPTY: &str = "这里将列出本机关的执法事项。";
    /// Nothing yet.
    pub const EMPTY_FIRST: &str = "事项清单经审查、审核后公开。";
}

/// How far a case has come.
pub mod progress {
    /// Under the title.
    pub const LEAD: &str = "凭案号和查询码查询。查询码由承办人员在立案后告知当事人。";
    /// Label.
    pub const NUMBER: &str = "案号或者决定书文号";
    /// Label.
    pub const CODE: &str = "查询码";
    /// Hint.
    pub const CODE_HINT: &str = "八位数字。";
    /// Button.
    pub const SUBMIT: &str = "查询";
    /// Nothing fits.
    pub const NONE: &str = "案号与查询码不符，请核对后重新输入。";
    /// Too often.
    pub const OFTEN: &str = "查询次数过多，请在十分钟后再试。";
    /// Heading of the answer.
    pub const FOUND: &str = "查询结果";
    /// Label.
    pub const AGENCY: &str = "办理机关";
    /// Label.
    pub const STAGE: &str = "所处阶段";
    /// Label.
    pub const STATE: &str = "办理状态";
    /// Label.
    pub const OPENED: &str = "立案日期";
    /// Label.
    pub const CHANGED: &str = "最近办理";
    /// Label.
    pub const NEXT: &str = "机关下一期限";
    /// None runs.
    pub const NO_NEXT: &str = "目前没有正在计算的期限";
    /// What is not shown.
    pub const LESS: &str = "为保护当事人，这里只显示办理进度，不显示姓名和案件内容。";
    /// Both are needed.
    pub const BOTH: &str = "请填写";
}

/// The regulations.
pub mod law {
    /// Under the title.
    pub const LEAD: &str =
        "本机关执法所依据的规定。本站的每一次提醒、每一次不予办理，都指向其中的条款。";
    /// Label.
    pub const NUMBER: &str = "文号";
    /// Label.
    pub const ISSUED: &str = "印发";
    /// Label.
    pub const EFFECTIVE: &str = "施行";
    /// Not confirmed.
    pub const UNCONFIRMED: &str = "施行日期待确认";
    /// Label.
    pub const PURPOSE: &str = "目的";
    /// Label.
    pub const RESTS: &str = "依据";
    /// Label.
    pub const EFFECT: &str = "效力";
    /// The official words.
    pub const WORDS: &str = "原文";
    /// What the gist is.
    pub const GIST: &str = "以下为便于阅读的要点；正式文字以原文为准。";
    /// Contents.
    pub const CONTENTS: &str = "本页规定";
}

/// Proofs.
pub mod proof {
    /// Title.
    pub const TITLE: &str = "怎样核验";
    /// Under the title.
    pub const LEAD: &str =
        "本机关的每一次登记都写进一本只能追加的账册。下面说明您怎样自己核验，不必相信我们。";
    /// Heading.
    pub const WHAT: &str = "核验能证明什么";
    /// What it proves.
    pub const PROVES: &str = "某一条公示的记录，在您拿到检查点的那一刻已经在账册里；此后谁改动、删除或者插入任何一条，检查点都会对不上。";
    /// What it does not.
    pub const PROVES_NOT: &str =
        "账册只公开指纹，不公开内容：从指纹推不出案件的任何信息，核验也不证明内容本身正确。";
    /// Heading.
    pub const HOW: &str = "四步核验";
    /// Step.
    pub const STEP_1: &str = "保存检查点。它写明账册的名称、条数和总指纹，并有本机关的签名。隔一段时间再存一份，就能发现中间有没有人改动。";
    /// Step.
    pub const STEP_2: &str =
        "用下面的公钥验证检查点的签名（Ed25519，C2SP signed-note 格式，现成的工具可以直接使用）。";
    /// Step.
    pub const STEP_3: &str = "在公示信息的页面点“自行核验”，得到该条的叶指纹和路径（JSON）；地址末尾加上 .tlog-proof，得到 C2SP tlog-proof 格式的同一份证明。";
    /// Step.
    pub const STEP_4: &str =
        "按 RFC 6962 第2.1.1节，从叶指纹沿路径逐层计算 SHA-256，结果应当等于检查点里的总指纹。";
    /// Heading.
    pub const SCRIPT: &str = "核验脚本";
    /// About the script.
    pub const SCRIPT_WHY: &str = "只用 Python 自带的库，不到二百行，可以通读之后再运行。它做第二步和第四步：python3 verify.py proof 证明.json 公钥 [您保存的检查点]，或者 python3 verify.py tlog-proof 证明.tlog-proof 公钥 叶指纹；案件材料包用 python3 verify.py package 目录 公钥 核验。";
    /// Where nobody has cosigned.
    pub const UNWITNESSED: &str = "目前没有第三方见证本账册。";
    /// Where nobody has cosigned, and somebody objects.
    pub const OBJECTED: &str = "有第三方见证对本账册提出异议：";
    /// Before the list of witnesses.
    pub const WITNESSED: &str = "以下第三方见证了本账册：每次联署之前，都核对过新的检查点确实是在它见过的检查点之后续写的。";

    /// What one witness has said.
    pub fn witnessed(name: &str, size: u64, seconds: u64) -> String {
        let ago = match seconds {
            0..60 => "刚刚".to_owned(),
            60..3600 => format!("{}分钟前", seconds / 60),
            3600..86_400 => format!("{}小时前", seconds / 3600),
            _ => format!("{}天前", seconds / 86_400),
        };
        format!("{name}{ago}联署了前{size}条的检查点。")
    }

    /// Before what a witness objects to.
    pub const WARNING: &str = "注意：";
    /// After it.
    pub const ASK: &str = "请向本机关查询。";

    /// Heading.
    pub const TILES: &str = "整棵指纹树";
    /// What the tiles are for.
    pub const TILES_WHY: &str = "下面的地址按 C2SP tlog-tiles 格式提供全部叶指纹和各层指纹，只有指纹，没有内容。您可以用现成的工具下载，自己算出任意两个检查点之间的一致性证明，发现账册有没有被改写。";
    /// Label.
    pub const KEY: &str = "公钥";
    /// Label.
    pub const CHECKPOINT: &str = "最新检查点";
    /// Label.
    pub const LOG: &str = "账册";
}

/// Objections.
pub mod correction {
    /// Title.
    pub const TITLE: &str = "对公示信息提出异议";
    /// Under the title.
    pub const LEAD: &str =
        "您认为与您有关的公示信息有误，可以在这里提出。机关收到后登记、核实，并告知您结果。";
    /// Nothing chosen.
    pub const CHOOSE: &str =
        "请先找到有误的那一条公示信息，在它的页面上点“信息与我有关，我认为有误”。";
    /// Leads on.
    pub const TO_LIST: &str = "去找公示信息";
    /// The item.
    pub const ITEM: &str = "所涉公示信息";
    /// What is done with it.
    pub const PRIVACY: &str =
        "您填写的内容只供本机关核实和答复使用，不会公开；登记入卷后，本站不再另存。";
    /// Button.
    pub const SUBMIT: &str = "提出异议";
    /// Too often.
    pub const OFTEN: &str = "提交次数过多，请在十分钟后再试，或者直接与本机关联系。";
    /// It is there.
    pub const DONE: &str = "异议已提交";
    /// The law of the agency has none.
    pub const NONE: &str = "本机关的规定没有在线提出异议的记录，请直接与本机关联系。";

    /// What happens next.
    #[must_use]
    pub fn received(number: i64) -> String {
        format!("回执编号 {number}，请记下。机关登记后即开始核实，并按您留的联系方式告知结果。")
    }
}

/// Open data.
pub mod data {
    /// Title.
    pub const TITLE: &str = "开放数据";
    /// Under the title.
    pub const LEAD: &str = "全部公示信息都可以批量取用，不用登录，不用申请。";
    /// Formats.
    pub const XLSX: &str = "XLSX，可用电子表格打开";
    /// Formats.
    pub const CSV: &str = "CSV，逗号分隔的文本";
    /// Formats.
    pub const JSON: &str = "JSON，供程序读取";
    /// Formats.
    pub const ATOM: &str = "Atom，可以订阅更新";
    /// The API.
    pub const API: &str = "接口说明（OpenAPI）";
    /// Pages of a download.
    pub const PAGES: &str =
        "每次最多返回1000条；还有更多时，应答的 Link 头给出下一页的地址。撤回的信息不再出现。";
    /// Name of the feed.
    pub const FEED: &str = "最新公示";
}
