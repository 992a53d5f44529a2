// The ways the house says no, met in the browser: each with its reason, none with a lost form.
import assert from "node:assert/strict";
import { sample } from "../src/samples.mjs";

/** Cases of the demonstration. */
const SENT_BACK = "样例新材料有限公司挪用科研经费案";
const INVESTIGATED = "模拟仪器有限公司违规转让科技成果案";
/** The wrong password that locks a name. */
const LAST_TRY = 5;

export async function refusals(t, people) {
  await t.test("重大决定没有通过审核，不能作出", () => unreviewed(people));
  await t.test("缺少必填事项", () => missing(people));
  await t.test("案号用过了", () => numberTwice(people));
  await t.test("两人同时办理", () => atOnce(people));
  await t.test("外人不能查阅", () => stranger(people));
  await t.test("口令输错五次", () => lockedOut(people));
  await t.test("没有登录", () => nobody(people));
  await t.test("填写中登录失效，登录后接着填", () => signedOut(people));
}

async function unreviewed(people) {
  const officer = await people.official("承办人甲");
  const decision = sample("行政处罚决定", { 文号: "示例科罚〔2025〕901号" });
  await officer.go(`${await officer.find(SENT_BACK)}/enter/${encodeURIComponent(decision.record)}`);
  await officer.send(await officer.filled(decision));
  assert.equal(officer.status, 422);
  const said = await officer.page.locator("main .refusal").innerText();
  assert.match(said, /重大行政执法决定法制审核办法》第七条/);
  for (const field of ["文号", "违法事实", "罚款金额"]) {
    assert.equal(await officer.typed(decision.record, field), decision.fields[field]);
  }
  assert.match(await officer.text(), /行政处罚决定书\.pdf/);
}

async function missing(people) {
  const officer = await people.official("承办人甲");
  const inquiry = sample("询问笔录", { 所涉活动: null, 询问地点: "" });
  await officer.go(`${await officer.find(INVESTIGATED)}/enter/${encodeURIComponent(inquiry.record)}`);
  await officer.send(await officer.filled(inquiry));
  assert.equal(officer.status, 422);
  assert.match(await officer.page.locator("main .refusal").innerText(), /全过程记录办法》第十条/);
  assert.equal(await officer.typed(inquiry.record, "询问内容"), inquiry.fields.询问内容);
}

async function numberTwice(people) {
  const officer = await people.official("承办人甲");
  const opening = sample("案件来源登记表", { 案号: "示例案〔2025〕902号" });
  await officer.openCase(opening);
  await officer.go("/desk/cases/new");
  await officer.send(await officer.filled(opening));
  assert.equal(officer.status, 422);
  assert.match(await officer.page.locator("main .refusal").innerText(), /902号/);
  assert.equal(await officer.typed(opening.record, "案件名称"), opening.fields.案件名称);
}

async function atOnce(people) {
  const one = await people.official("承办人甲");
  const other = await people.official("承办人乙");
  const file = await one.find(INVESTIGATED);
  const [mine, theirs] = ["当事人补充说明。", "当事人更换联系人。"].map((内容) => sample("其他情况记录", { 内容 }));
  const form = await one.write(file, mine);
  await other.enter(file, theirs);
  await one.send(form);
  assert.equal(one.status, 409);
  assert.match(await one.page.locator("main .notice:visible").innerText(), /更换联系人/);
  assert.equal(await one.typed(mine.record, "内容"), "当事人补充说明。");
  await one.send(one.form(mine.record));
  assert.ok(new URL(one.page.url()).searchParams.has("done"), "the second try, knowing what has come, is taken");
}

async function stranger(people) {
  const officer = await people.official("承办人甲");
  const file = await officer.find(SENT_BACK);
  const outsider = await people.official("外科室人员");
  for (const path of [file, `${file}/records/1`, `${file}/enter/${encodeURIComponent("询问笔录")}`]) {
    await outsider.go(path);
    assert.equal(outsider.status, 403, path);
    assert.doesNotMatch(await outsider.text(), /李示范/);
  }
}

async function lockedOut(people) {
  const person = await people.newcomer("审核员乙");
  for (let nth = 1; nth <= LAST_TRY; nth += 1) {
    await person.signIn("不是这个口令");
    assert.equal(person.status, nth < LAST_TRY ? 401 : 429);
  }
  await person.signIn();
  assert.equal(person.status, 429);
  assert.match(await person.text(), /已锁定/);
}

async function nobody(people) {
  const citizen = await people.citizen();
  await citizen.go("/desk/cases");
  assert.equal(new URL(citizen.page.url()).pathname, "/desk/sign-in");
  await citizen.go("/nowhere");
  assert.equal(citizen.status, 404);
}

async function signedOut(people) {
  const officer = await people.newcomer("承办人乙");
  await officer.signIn();
  const record = sample("其他情况记录", { 内容: "写到一半，登录失效。" });
  const form = await officer.write(await officer.find(INVESTIGATED), record);
  const stood = new URL(officer.page.url()).pathname;
  await officer.page.context().clearCookies();
  await officer.send(form);
  assert.equal(new URL(officer.page.url()).pathname, "/desk/sign-in");
  await officer.proveWho();
  assert.equal(new URL(officer.page.url()).pathname, stood);
  await officer.page.locator("[data-draft-restore]").click();
  assert.equal(await officer.typed(record.record, "内容"), record.fields.内容);
}
