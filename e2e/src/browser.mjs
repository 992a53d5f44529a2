// One Chromium for all journeys; everybody has a browser profile of their own in it.
import { chromium } from "playwright-core";
import { Official } from "./official.mjs";
import { Visitor } from "./visitor.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--lang=zh-CN",
];
const PATIENCE_MS = 20_000;

export async function openBrowser() {
  const executablePath = process.env.CHROMIUM_BIN ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, LANGUAGE: "zh_CN" } });
}

/** People around one house. Without `looks` nobody looks closely at the pages. */
export class People {
  #officials = new Map();
  #everybody = [];

  constructor(browser, house, { hasScript = true, looks } = {}) {
    this.browser = browser;
    this.house = house;
    this.hasScript = hasScript;
    this.looks = looks;
  }

  /** An official, signed in. */
  async official(person) {
    if (!this.#officials.has(person)) {
      const official = await this.newcomer(person);
      this.#officials.set(person, official);
      await official.signIn();
    }
    return this.#officials.get(person);
  }

  /** Somebody of the public. */
  async citizen() {
    return this.#met(new Visitor(await this.#page(), this.house, this.looks));
  }

  /** An official in front of another browser, not signed in. */
  async newcomer(person) {
    return this.#met(new Official(await this.#page(), this.house, this.looks, person));
  }

  /** What anybody's browser complained about: scripts that failed, content that was blocked. */
  get complaints() {
    return this.#everybody.flatMap((one) => one.complaints);
  }

  #met(somebody) {
    this.#everybody.push(somebody);
    return somebody;
  }

  async #page() {
    const viewport = { width: 1280, height: 900 };
    const context = await this.browser.newContext({ javaScriptEnabled: this.hasScript, viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    context.setDefaultTimeout(PATIENCE_MS);
    return context.newPage();
  }
}
