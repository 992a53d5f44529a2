// The pack's own samples: what a complete record says and who makes it. Shared with the scenarios,
// so that a field that is added to the law is typed here as well.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { ROOT } from "./house.mjs";

const { sample: SAMPLES } = parse(readFileSync(join(ROOT, "packs/tc/scenarios/样例.toml"), "utf8"));

/** The sample of a name (`送达记录` or `送达记录·留置`), with some fields set otherwise. */
export function sample(name, set = {}) {
  const { by, fields, ...rest } = inherited(name);
  return { name, by, record: rest.record, fields: { ...fields, ...set } };
}

function inherited(name) {
  const own = SAMPLES[name];
  if (!own) throw new Error(`样例.toml has no “${name}”`);
  const base = own.like ? inherited(own.like) : { record: name.split("·")[0], fields: {} };
  return { ...base, ...own, record: base.record, fields: { ...base.fields, ...own.fields } };
}

/**
 * A placeholder as what a person would type on the day of `now` (`2025-06-16T09:00`): a date or a
 * moment, `{ file }` to attach, `{ record }` to refer to; anything else as it stands.
 */
export function meant(value, now) {
  if (typeof value !== "string" || !value.startsWith("@")) return value;
  const said = value.slice(1);
  if (said.startsWith("文件:")) return { file: said.slice("文件:".length) };
  if (said === "现在") return { moment: now };
  if (!said.startsWith("今日")) return { record: said };
  const [shift, time] = said.slice("今日".length).split(" ");
  const day = new Date(`${now.slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Number(shift || 0));
  const date = day.toISOString().slice(0, 10);
  return time ? { moment: `${date}T${time}` } : { moment: `${date}T${now.slice(11)}` };
}
