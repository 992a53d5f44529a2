// One penalty case from its source to the archive, worked through the forms by eight people, and
// what a citizen can then read of it. With and without a script the same walk.
import assert from "node:assert/strict";
import { sample } from "../src/samples.mjs";

/** What stands in the file and must not be read by the public. */
const SECRETS = ["11010519491231002X", "13800138000", "6222021001000000017", "301室", "李四"];
const PARTY = "王小明";
const TITLE = "王小明骗取科研资助案";
const FACTS = "王小明以虚假材料取得科研资助。";
const FULL_TEXT =
  "当事人王小明，身份证号码11010519491231002X，电话13800138000，银行账号6222021001000000017，" +
  "住示例市示例路2号301室。证人李四证实，王小明以虚假材料取得科研资助。给予警告，处罚款一万元，责令改正。";

const INVESTIGATION = [
  "立案审批表", "全过程记录清单确认",
  "执法活动登记", "现场检查（勘验）笔录", "音像记录", "音像标记", "音像储存", "执法活动完成",
  "执法活动登记·询问", "询问笔录", "未音像记录说明", "执法活动完成·询问", "调查终结报告",
];
const OPINIONS = ["重大情形认定·重大", "承办人处理意见", "承办科室处理意见", "权利告知书", "权利行使情况记录"];
const SUBMISSION = ["送审责任声明", "送审责任声明·承办人乙", "送审责任声明·执法科室", "法制审核送审"];
const EXAMINATION = ["接收送审材料", "回避声明", "逐项审核"];
const SENT_BACK = ["法制审核意见书·变更", "审核意见书回复", "审核意见书留存"];
const PASSED = ["法制审核意见书", "审核意见书回复", "审核意见书留存"];
const PUBLICATION = ["公示拟稿·全文", "不公开情形核对", "个人信息核定", "公示审查", "公示审核", "公示发布"];
const EXECUTION = ["送达记录", "救济途径告知记录", "履行情况记录", "核查记录"];
const END = ["结案审批表", "归档登记"];

/** Records that are entered on the pages of review and disclosure, and not from the case. */
const ON_REVIEW = new Set([...EXAMINATION, ...SENT_BACK, ...PASSED, "审核意见答复"]);
const ON_ITEM = new Set(PUBLICATION);

/** Walks the case; `ordinal` makes its numbers its own. */
export async function penaltyCase(t, people, ordinal) {
  const number = `示例案〔2025〕${ordinal}号`;
  const decided = `示例科罚〔2025〕${ordinal}号`;
  const story = new Story(people, {
    案件来源登记表: { 案号: number, 案件名称: TITLE },
    法制审核意见书: { 编号: `示例法审〔2025〕${ordinal}号` },
    "法制审核意见书·变更": { 编号: `示例法审〔2025〕${ordinal}-1号` },
    行政处罚决定: { 文号: decided, 案件名称: TITLE, 当事人姓名或者名称: PARTY, 违法事实: FACTS },
    "公示拟稿·全文": { 行政执法决定书全文: FULL_TEXT },
    // The page of the item knows what it is about, and has two buttons for each mark: hiding stands chosen.
    个人信息核定: { 公示事项: null, 核定: null },
    归档登记: { 案卷编号: `示例卷2025-${ordinal}` },
  });

  await inOrder(t, {
    立案: () => story.open("案件来源登记表·个人"),
    调查取证: () => story.enter(INVESTIGATION),
    处理意见: () => story.enter(OPINIONS),
    送审: () => story.enter(SUBMISSION),
    "审核意见：变更": () => story.enter([...EXAMINATION, ...SENT_BACK]),
    答复并再次送审: () => story.enter(["审核意见答复", ...SUBMISSION]),
    审核通过: () => story.enter([...EXAMINATION, ...PASSED]),
    集体讨论和决定: () => story.enter(["集体讨论记录", "审批决定意见", "行政处罚决定"]),
    公示: () => story.publish(),
    送达和执行: () => story.enter(EXECUTION),
    结案和归档: () => story.enter(END),
    公众查阅: () => readByTheCitizen(people, decided),
    公众查询进度: async () => asksForProgress(people, number, await story.code()),
  });
}

/** Runs steps one after the other; after one that failed the others have nothing to stand on. */
async function inOrder(t, steps) {
  let skip = false;
  for (const [name, step] of Object.entries(steps)) {
    await t.test(name, { skip }, async () => {
      skip = "an earlier step failed";
      await step();
      skip = false;
    });
  }
}

/** The course of one case. */
class Story {
  constructor(people, set) {
    this.people = people;
    this.set = set;
  }

  #sample(name) {
    return sample(name, this.set[name] ?? this.set[name.split("·")[0]]);
  }

  async open(name) {
    const opening = this.#sample(name);
    const official = await this.people.official(opening.by);
    this.file = await official.openCase(opening);
  }

  async enter(names) {
    for (const name of names) {
      const one = this.#sample(name);
      const official = await this.people.official(one.by);
      await official.enter(await this.#place(name), one);
    }
  }

  async #place(name) {
    if (ON_REVIEW.has(name)) return this.file.replace("/cases/", "/review/");
    return ON_ITEM.has(name) ? this.item : this.file;
  }

  /** Drafts with personal data; the marks are settled; examined, approved, published by others. */
  async publish() {
    const officer = await this.people.official("承办人甲");
    await officer.go(this.file);
    this.item = await officer.page.locator('main a[href*="/desk/disclosure/"]').first().getAttribute("href");
    const [draft, grounds, ...rest] = PUBLICATION;
    await this.enter([draft, grounds]);
    await officer.go(this.item);
    const found = await officer.page.locator(".redaction mark").allInnerTexts();
    for (const secret of SECRETS) assert.ok(found.some((one) => one.includes(secret)), `not marked: ${secret}`);
    await this.enter(rest);
  }

  /** The code with which the party can ask how the case stands. */
  async code() {
    const officer = await this.people.official("承办人甲");
    await officer.go(this.file);
    return officer.page.locator("main dd code").first().innerText();
  }
}

async function readByTheCitizen(people, decided) {
  const citizen = await people.citizen();
  await citizen.go("/");
  await citizen.page.getByRole("searchbox").fill(decided);
  await citizen.press(citizen.button("搜索"));
  await citizen.press(citizen.page.locator("main table a").first());
  const text = await citizen.text();
  for (const said of [decided, "以虚假材料取得科研资助", "处罚款一万元"]) assert.ok(text.includes(said), said);
  const html = await citizen.page.content();
  for (const secret of SECRETS) assert.ok(!html.includes(secret), `shown to the public: ${secret}`);
  await hasProof(citizen);
}

/** What the page says of its place in the log is what the log answers. */
async function hasProof(citizen) {
  const entry = citizen.page.locator('main a[href*="/proof/"][href*="/entry/"]').first();
  const answer = await citizen.page.request.get(new URL(await entry.getAttribute("href"), citizen.house.url).href);
  const { leaf, index, size, checkpoint } = await answer.json();
  assert.ok(index < size && checkpoint.includes(`\n${size}\n`));
  const shown = await citizen.page.locator("main code.hash").first().textContent();
  assert.equal(shown, Buffer.from(leaf, "base64").toString("hex"));
}

async function asksForProgress(people, number, code) {
  const citizen = await people.citizen();
  const ask = async (code) => {
    await citizen.go("/progress");
    await citizen.page.getByLabel("案号").fill(number);
    await citizen.page.getByLabel("查询码").fill(code);
    await citizen.press(citizen.page.locator("main button.primary"));
  };
  await ask("00000000");
  assert.equal(citizen.status, 404);
  await ask(code);
  assert.equal(citizen.status, 200);
  const text = await citizen.text();
  assert.match(text, /归档/);
  for (const secret of [PARTY, ...SECRETS]) assert.ok(!text.includes(secret), `shown to the public: ${secret}`);
}
