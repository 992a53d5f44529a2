// How a page looks to everyone: axe at both widths and in the dark, nothing wider than a small
// phone, and a screenshot for a person to look at. Each page once, however often it is visited.
import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = new URL("../shots", import.meta.url).pathname;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 800 };
const SMALLEST = { width: 320, height: 640 };
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const GRAVE = ["serious", "critical"];

export class Looks {
  #seen = new Set();
  /** What was found wrong: page, where, what. */
  faults = [];

  async clear() {
    await rm(SHOTS, { recursive: true, force: true });
    await mkdir(SHOTS, { recursive: true });
  }

  get count() {
    return this.#seen.size;
  }

  /** Looks at a page under a name, unless that name has been looked at. */
  async at(page, name) {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const shot = `${String(this.#seen.size).padStart(3, "0")}-${name.replace(/[/\s?&=:]+/g, "_")}`;
    await page.evaluate(AXE);
    await this.#axe(page, name, "1280");
    await page.screenshot({ path: join(SHOTS, `${shot}-1280.png`), fullPage: true });
    await page.emulateMedia({ colorScheme: "dark" });
    await this.#axe(page, name, "1280 dark", ["color-contrast"]);
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(PHONE);
    await this.#axe(page, name, "375");
    await this.#fits(page, name);
    await page.screenshot({ path: join(SHOTS, `${shot}-375.png`), fullPage: true });
    await page.setViewportSize(SMALLEST);
    await this.#fits(page, name);
    await page.setViewportSize(DESKTOP);
  }

  async #axe(page, name, where, rules) {
    // A colour on its way from one theme to the other is nobody's contrast: let it be there at once.
    await page.evaluate(() => document.getAnimations().forEach((one) => one.cancel()));
    const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: LEVELS };
    const found = await page.evaluate(
      (runOnly) => window.axe.run(document, { runOnly, resultTypes: ["violations"] }),
      runOnly,
    );
    for (const one of found.violations.filter((one) => GRAVE.includes(one.impact))) {
      const nodes = one.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`);
      this.faults.push(`${name} (${where}): ${one.id}, ${one.nodes.length}×: ${nodes.join(" | ")}`);
    }
  }

  async #fits(page, name) {
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.scrollingElement;
      if (scrollWidth <= clientWidth) return null;
      const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
      return `${scrollWidth} > ${clientWidth}: ${out.slice(0, 4).map((e) => `${e.localName}.${e.className}`).join(" ")}`;
    });
    if (wide) this.faults.push(`${name}: wider than the screen, ${wide}`);
  }
}
