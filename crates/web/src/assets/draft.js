// Keeps what is typed in this tab until it is sent, offers it after a mishap, asks before leaving.
// sessionStorage ends with the tab, and signing out empties it: the machine may be shared.
import { fill, valuesOf } from "./values.js";

const PREFIX = "fadu-draft:";
const PAUSE_MS = 400;

/** Starts every form that keeps a draft. */
export function startDrafts(document, storage) {
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form, storage);
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => forgetAll(storage));
  }
  forgetSent(document, storage);
}

function keep(form, storage) {
  const key = PREFIX + form.dataset.draft;
  const asGiven = JSON.stringify(valuesOf(form));
  const found = read(storage, key);
  if (found && JSON.stringify(found.values) !== asGiven) offer(form, storage, key, found);

  let timer = 0;
  let isSending = false;
  const isChanged = () => JSON.stringify(valuesOf(form)) !== asGiven;
  const save = (isSent) => write(storage, key, { values: valuesOf(form), isSent });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(false), PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isSending = true;
    save(true);
  });
  window.addEventListener("pageshow", () => (isSending = false));
  window.addEventListener("beforeunload", (event) => {
    if (isSending || !isChanged()) return;
    save(false);
    event.preventDefault();
  });
}

function offer(form, storage, key, found) {
  const notice = form.querySelector("[data-draft-notice]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[data-draft-restore]").addEventListener("click", () => {
    fill(form, found.values);
    notice.hidden = true;
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  notice.querySelector("[data-draft-discard]").addEventListener("click", () => {
    storage.removeItem(key);
    notice.hidden = true;
  });
}

// A draft that was sent is done with once the server has answered with another page. When it
// answered with the same form (a mistake, a refusal), asked to sign in first, or did not answer at
// all, the draft stays.
function forgetSent(document, storage) {
  if (document.querySelector("input[type=password]")) return;
  const here = new Set([...document.querySelectorAll("form[data-draft]")].map((f) => PREFIX + f.dataset.draft));
  for (const key of drafts(storage)) {
    if (!here.has(key) && read(storage, key)?.isSent) storage.removeItem(key);
  }
}

function forgetAll(storage) {
  for (const key of drafts(storage)) storage.removeItem(key);
}

function drafts(storage) {
  return Object.keys(storage).filter((key) => key.startsWith(PREFIX));
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, draft) {
  try {
    storage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage is full or closed: the form still works, only the draft is not kept.
  }
}
