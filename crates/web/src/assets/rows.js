// Rows added and taken away. Without this file the spare rows of the page do.

/** Starts every table of rows below `root`. */
export function startRows(root) {
  for (const table of root.querySelectorAll("table[data-rows]")) {
    const tools = root.querySelector(`[data-rows-tools="${CSS.escape(table.dataset.rows)}"]`);
    if (!tools) continue;
    foldSpare(table);
    tools.hidden = false;
    tools.querySelector("[data-rows-add]").addEventListener("click", () => {
      addRow(table).querySelector("input, select, textarea").focus();
    });
    tools.querySelector("[data-rows-remove]").addEventListener("click", () => removeRow(table));
  }
}

/** Adds an empty row at the end and returns it. */
export function addRow(table) {
  const body = table.tBodies[0];
  const row = body.rows[body.rows.length - 1].cloneNode(true);
  for (const mistake of row.querySelectorAll(".field-mistake")) mistake.remove();
  const n = body.rows.length;
  for (const cell of row.querySelectorAll("input, select, textarea")) {
    cell.value = "";
    for (const name of ["aria-invalid", "aria-describedby"]) cell.removeAttribute(name);
    renumber(cell, table.dataset.rows, n);
  }
  row.querySelector("[data-row-n]").textContent = String(n + 1);
  body.append(row);
  changed(table);
  return row;
}

function renumber(cell, rows, n) {
  const column = cell.name.slice(cell.name.lastIndexOf(".") + 1);
  cell.name = `${rows}.${n}.${column}`;
  cell.id = `f-${cell.name.replaceAll(".", "-")}`;
  const label = cell.getAttribute("aria-label");
  cell.setAttribute("aria-label", label.replace(/\d+/, String(n + 1)));
}

// The last row goes; what stood in it is not lost silently, so a filled row is only cleared by hand.
function removeRow(table) {
  const rows = table.tBodies[0].rows;
  const last = rows[rows.length - 1];
  if (rows.length > 1 && isEmpty(last)) {
    last.remove();
    changed(table);
  } else {
    last.querySelector("input, select, textarea").focus();
  }
}

function foldSpare(table) {
  const spare = [...table.querySelectorAll("tr[data-spare]")].filter(isEmpty);
  for (const row of spare.slice(1)) row.remove();
}

function isEmpty(row) {
  return [...row.querySelectorAll("input, select, textarea")].every((cell) => cell.value === "");
}

function changed(table) {
  table.dispatchEvent(new Event("input", { bubbles: true }));
}
