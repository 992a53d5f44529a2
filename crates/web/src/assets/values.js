// What a form holds, as plain values, and how to put it back. Never passwords, files or tokens.
import { addRow } from "./rows.js";

const LEFT_OUT = new Set(["hidden", "password", "file", "submit", "button", "reset"]);

function controls(form) {
  return [...form.elements].filter((e) => e.name && !LEFT_OUT.has(e.type));
}

/** Name and value of everything filled in, in order. */
export function valuesOf(form) {
  const list = [];
  for (const e of controls(form)) {
    const isBox = e.type === "checkbox" || e.type === "radio";
    if (isBox ? e.checked : e.value !== "") list.push([e.name, e.value]);
  }
  return list;
}

/** Fills the form with such values, adding rows as needed. */
export function fill(form, values) {
  makeRoom(form, values);
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const e of controls(form)) {
    const held = left.get(e.name) ?? [];
    if (e.type === "checkbox" || e.type === "radio") e.checked = held.includes(e.value);
    else e.value = held.shift() ?? "";
  }
}

function makeRoom(form, values) {
  for (const table of form.querySelectorAll("table[data-rows]")) {
    const start = `${table.dataset.rows}.`;
    const rows = values
      .filter(([name]) => name.startsWith(start))
      .map(([name]) => Number.parseInt(name.slice(start.length), 10));
    const needed = Math.max(0, ...rows.filter(Number.isInteger)) + 1;
    while (table.tBodies[0].rows.length < needed) addRow(table);
  }
}
