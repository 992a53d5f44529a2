// Every journey, in one browser and one house.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { penaltyCase } from "./journeys/penalty-case.mjs";
import { refusals } from "./journeys/refusals.mjs";
import { rounds } from "./journeys/rounds.mjs";
import { openBrowser, People } from "./src/browser.mjs";
import { openHouse } from "./src/house.mjs";
import { Looks } from "./src/looks.mjs";

const looks = new Looks();
let browser;
let house;
let people;
let plain;

before(async () => {
  await looks.clear();
  [browser, house] = await Promise.all([openBrowser(), openHouse()]);
  people = new People(browser, house, { looks });
  plain = new People(browser, house, { hasScript: false });
});
after(async () => {
  await browser?.close();
  await house?.close();
});

test("一件处罚案件，从立案到归档", (t) => penaltyCase(t, people, 101));
test("关闭脚本，同样走完", (t) => penaltyCase(t, plain, 102));
test("不能办的，说明缘由", (t) => refusals(t, people));
test("其他各页", (t) => rounds(t, people));
test("每一页都读得出、看得清、不横向滚动", (t) => hasNone(t, looks.faults, `看了${looks.count}页`));
test("浏览器没有报错", (t) => hasNone(t, [...people.complaints, ...plain.complaints]));

function hasNone(t, faults, note) {
  if (note) t.diagnostic(note);
  assert.equal(faults.length, 0, faults.join("\n"));
}
