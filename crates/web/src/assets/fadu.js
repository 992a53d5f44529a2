// Every page works without this file. It brings the keyboard, rows and drafts.
import { startKeys } from "./keys.js";
import { startRows } from "./rows.js";
import { startDrafts } from "./draft.js";

// What went wrong or was refused is read first.
document.querySelector("main [data-focus]:not(.gallery-example *)")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

startRows(document);
startDrafts(document, window.sessionStorage);
startKeys(document, window.localStorage);
