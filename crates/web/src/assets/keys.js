// Single keys of the desk: / searches, g and a letter go, j and k walk a list, ? shows the keys.
// They can be switched off (WCAG 2.1.4); the choice is kept for this browser.

const CHOICE = "fadu-keys";
const TYPED_INTO = "input, select, textarea, [contenteditable]";
const SECOND_KEY_MS = 1200;

/** Starts the keys if the page lists any. */
export function startKeys(document, storage) {
  const hints = document.querySelector("[data-keys]");
  if (!hints) return;
  const isOn = keepChoice(hints, storage);
  let waitingUntil = 0;
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(TYPED_INTO)) return;
    const isSecond = event.timeStamp < waitingUntil;
    waitingUntil = 0;
    if (isSecond ? go(hints, `g ${event.key}`) : first(document, hints, event.key)) {
      event.preventDefault();
    } else if (event.key === "g") {
      waitingUntil = event.timeStamp + SECOND_KEY_MS;
    }
  });
}

function keepChoice(hints, storage) {
  const label = hints.querySelector("[data-keys-switch]");
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = read(storage) !== "off";
  box.addEventListener("change", () => {
    try {
      storage.setItem(CHOICE, box.checked ? "on" : "off");
    } catch {
      // A browser that keeps nothing still obeys the switch on this page.
    }
  });
  return () => box.checked;
}

function read(storage) {
  try {
    return storage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function first(document, hints, key) {
  if (key === "/") return focus(document.querySelector("[data-key='/']"));
  if (key === "?") return toggle(hints);
  if (key === "j") return walk(document, 1);
  if (key === "k") return walk(document, -1);
  return false;
}

function go(hints, keys) {
  const hint = hints.querySelector(`[data-keys-go="${CSS.escape(keys)}"]`);
  if (hint) window.location.assign(hint.dataset.keysHref);
  return Boolean(hint);
}

function toggle(hints) {
  hints.open = !hints.open;
  return focus(hints.querySelector("summary"));
}

function walk(document, step) {
  const lines = [...document.querySelectorAll("[data-row]")];
  if (lines.length === 0) return false;
  const at = lines.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step;
  return focus(lines[Math.min(Math.max(next, 0), lines.length - 1)]);
}

function focus(element) {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  return Boolean(element);
}
