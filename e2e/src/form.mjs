// Filling in a form the way a person does: by what stands on the page, whatever the kind of field.
import { meant } from "./samples.mjs";

/** Fills the fields of a form; placeholders mean the day of `now`; `null` is left as it stands. */
export async function fill(visitor, form, fields, now) {
  for (const [name, value] of Object.entries(fields).filter(([, value]) => value !== null)) {
    const rows = form.locator(`table[data-rows=${JSON.stringify(name)}]`);
    if (await rows.count()) await fillRows(visitor, form, rows, name, value, now);
    else await fillField(form, name, value, now);
  }
}

/** What stands in a field now: of a box or a radio button the values that are chosen. */
export async function typed(form, name) {
  return controls(form, name).evaluateAll((list) =>
    list
      .filter((e) => !["checkbox", "radio"].includes(e.type) || e.checked)
      .map((e) => e.value)
      .join("、"),
  );
}

function controls(form, name) {
  return form.locator(`[name=${JSON.stringify(name)}]:not([type=hidden])`);
}

async function fillRows(visitor, form, rows, name, list, now) {
  for (const [n, row] of list.entries()) {
    while ((await rows.locator("tbody > tr").count()) <= n) await addRow(visitor, form, name);
    for (const [column, value] of Object.entries(row)) {
      await fillField(form, `${name}.${n}.${column}`, value, now);
    }
  }
}

/** With a script a row is added on the spot; without, the form comes back with more of them. */
async function addRow(visitor, form, name) {
  const add = form.locator(`[data-rows-tools=${JSON.stringify(name)}] [data-rows-add]`);
  if (await add.isVisible()) await add.click();
  else await visitor.press(form.locator(`button[name=more-rows][value=${JSON.stringify(name)}]`));
}

async function fillField(form, name, value, now) {
  const all = controls(form, name);
  const first = all.first();
  const kind = await first.evaluate((e) => (e instanceof HTMLInputElement ? e.type : e.localName));
  const what = meant(value, now);
  switch (kind) {
    case "radio":
      return choose(all, asSent(what)).check();
    case "checkbox":
      for (const one of [what].flat()) await choose(all, one).check();
      return undefined;
    case "select":
      return first.selectOption(await option(first, what));
    case "file":
      return first.setInputFiles(file(what.file));
    case "date":
      return first.fill(what.moment?.slice(0, 10) ?? what);
    case "datetime-local":
      return first.fill(what.moment ?? what);
    default:
      return first.fill(String(what.moment ?? what));
  }
}

function asSent(value) {
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

function choose(controls, value) {
  return controls.and(controls.page().locator(`[value=${JSON.stringify(value)}]`));
}

/** The option of a value; of a record, the latest one of its kind, which stands first. */
async function option(select, what) {
  if (!what.record) return asSent(what);
  const options = await select.locator("option").evaluateAll((list) => list.map((e) => [e.value, e.text]));
  const found = options.find(([, text]) => text.includes(` ${what.record}（`));
  if (!found) throw new Error(`no “${what.record}” to refer to`);
  return found[0];
}

function file(name) {
  const mimeType = name.endsWith(".mp4") ? "video/mp4" : "application/pdf";
  return { name, mimeType, buffer: Buffer.from(`%PDF-1.4\n% ${name}\n%%EOF\n`) };
}
