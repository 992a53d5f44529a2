// An official at the desk: signs in, finds what is to be done on the page, fills in the form.
import assert from "node:assert/strict";
import { fill, typed } from "./form.mjs";
import { Visitor } from "./visitor.mjs";

export class Official extends Visitor {
  constructor(page, house, looks, person) {
    super(page, house, looks);
    this.person = person;
  }

  async signIn(password) {
    await this.go("/desk/sign-in");
    await this.proveWho(password);
  }

  /** Signs in on the page that asks for it. */
  async proveWho(password = this.house.login(this.person).password) {
    await this.page.getByLabel("账号").fill(this.house.login(this.person).name);
    await this.page.getByLabel("口令").fill(password);
    await this.press(this.button("登录"));
  }

  /** Opens a case and returns its address. */
  async openCase(sample) {
    await this.go("/desk");
    await this.press(this.link("登记新案件"));
    await this.send(await this.filled(sample));
    await this.#wasAccepted(sample.name);
    return new URL(this.page.url()).pathname;
  }

  /** The address of the case of a title, found by searching. */
  async find(title) {
    await this.go(`/desk/cases?q=${encodeURIComponent(title)}`);
    return this.page.locator("main table a[data-row]").first().getAttribute("href");
  }

  /** Enters a record where the case offers it. */
  async enter(place, sample) {
    await this.write(place, sample);
    await this.send(this.form(sample.record));
    await this.#wasAccepted(sample.name);
  }

  /** Goes to the form of a record and fills it in, without sending it. */
  async write(place, sample) {
    await this.go(place);
    await this.#reach(sample.record);
    return this.filled(sample);
  }

  /** Fills in the form on the page. */
  async filled(sample) {
    const form = this.form(sample.record);
    await fill(this, form, sample.fields, await this.now());
    return form;
  }

  /** Sends a form by its one primary button. */
  async send(form) {
    await this.press(form.locator("button.primary"));
  }

  /** The form of a record: the only one of its page, or the one whose button names it. */
  form(record) {
    const named = this.page.locator("form.fields").filter({ has: this.page.locator(`button.primary:text-is("${record}")`) });
    const only = this.page.locator("form.fields").filter({ has: this.page.locator('button.primary:text-is("登记")') });
    return named.or(only).first();
  }

  /** What stands in a field of the form on the page. */
  async typed(record, field) {
    return typed(this.form(record), field);
  }

  /** The clock above the page: `2025-06-16T09:00`. */
  async now() {
    return this.page.locator("aside.clock time").getAttribute("datetime");
  }

  /** Moves the clock on by some days. */
  async wait(days) {
    await this.go("/desk");
    const clock = this.page.locator("aside.clock");
    for (let left = days; left > 0; left -= 1) await this.press(clock.getByRole("button", { name: "过一天" }));
  }

  /** The page of a case or of something in it: its form stands there, folded or not, or a link leads to it. */
  async #reach(record) {
    const form = this.page.locator("form.fields").filter({ has: this.page.locator(`button.primary:text-is("${record}")`) });
    if (await form.count()) return this.unfold(form.first());
    const link = this.page.locator(`main a[href*="/enter/${encodeURIComponent(record)}"]`).first();
    assert.ok(await link.count(), `${this.person} is not offered “${record}”: ${await this.page.title()}`);
    return this.press(link);
  }

  async #wasAccepted(name) {
    const answer = await this.page.locator("main .refusal, main .summary, main .notice").allInnerTexts();
    assert.ok(new URL(this.page.url()).searchParams.has("done"), `“${name}” was not accepted: ${answer.join("\n")}`);
  }
}
