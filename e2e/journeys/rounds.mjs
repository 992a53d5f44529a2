// A round through every other page of both houses, so that each is looked at.
import assert from "node:assert/strict";

const DESK = [
  "/desk", "/desk/cases", "/desk/cases?q=nothing-like-it", "/desk/review", "/desk/review?state=ended", "/desk/disclosure",
  "/desk/supervision", "/desk/agency", "/desk/law", "/desk/law/clause/TC-SH-07-b", "/desk/law/records", "/desk/law/flow",
  `/desk/law/records/${encodeURIComponent("行政处罚决定")}`, "/desk/account", "/desk/parts",
];
const PORTAL = [
  "/", "/decisions", "/decisions?q=nothing-like-it", "/before", "/during", "/matters", "/law", "/proof", "/correction", "/data",
];
/** Who is shown something of their own on the page of today. */
const AT_WORK = ["科室负责人", "审核员甲", "办公室主任", "分管领导", "主要负责人", "档案员", "监督员", "管理员"];

export async function rounds(t, people) {
  await t.test("工作台各页", () => throughTheDesk(people));
  await t.test("各岗位的今日", () => everybodysToday(people));
  await t.test("公示门户各页", () => throughThePortal(people));
  await t.test("核对执法证件", () => checksCertificates(people));
}

async function throughTheDesk(people) {
  const officer = await people.official("承办人甲");
  for (const path of DESK) {
    await officer.go(path);
    assert.equal(officer.status, 200, path);
  }
  const file = await officer.find("示例生物技术有限公司重复申报科技计划项目案");
  for (const path of [file, `${file}/archive`, `${file}/records/1`]) await officer.go(path);
}

async function everybodysToday(people) {
  for (const person of AT_WORK) {
    const official = await people.official(person);
    await official.go("/desk", person);
    assert.equal(official.status, 200, person);
  }
}

async function throughThePortal(people) {
  const citizen = await people.citizen();
  for (const path of PORTAL) {
    await citizen.go(path);
    assert.equal(citizen.status, 200, path);
  }
}

async function checksCertificates(people) {
  const citizen = await people.citizen();
  for (const [number, verdict] of [["示例执法0001", /^有效/], ["示例执法9999", /^查无此证/]]) {
    await citizen.go("/officers");
    await citizen.page.getByLabel("证号").fill(number);
    await citizen.press(citizen.page.locator("main button.primary"));
    assert.match(await citizen.page.locator(".verdict").innerText(), verdict);
  }
}
