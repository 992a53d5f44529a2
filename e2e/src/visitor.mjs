// Somebody in front of a browser. Every page that comes up is looked at, and what the browser
// complains about is kept.

export class Visitor {
  /** What the browser complained about. */
  complaints = [];
  /** The status of the page last answered. */
  status = 0;

  constructor(page, house, looks) {
    this.page = page;
    this.house = house;
    this.looks = looks;
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      // A page answered with 4xx is reported as a failed resource: that is what we came for.
      const isAnswer = message.location().url === page.url();
      if (message.type() === "error" && !isAnswer) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("response", (response) => {
      const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
      if (isPage) this.status = response.status();
    });
  }

  /** Opens an address; `as` tells pages apart that differ by who looks at them. */
  async go(path, as = "") {
    await this.page.goto(new URL(path, this.house.url).href);
    await this.#look(as);
  }

  /** Presses what leads to another page, or to the same one again, unfolding what it stands in. */
  async press(control) {
    await this.unfold(control);
    const loaded = this.page.waitForEvent("load");
    await control.click();
    await loaded;
    await this.#look();
  }

  /** Opens the folded parts around something. */
  async unfold(inside) {
    const folded = inside.locator("xpath=ancestor::details[not(@open)]");
    while (await folded.count()) await folded.first().locator("> summary").click();
  }

  link(name) {
    return this.page.getByRole("link", { name, exact: true }).first();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The words on the page. */
  async text() {
    return this.page.locator("body").innerText();
  }

  async #look(as = "") {
    await this.looks?.at(this.page, `${await this.#name()} ${as}`.trim());
  }

  /** A page is told from others by its address without numbers, its answer, and the stage it shows. */
  async #name() {
    const { pathname, search } = new URL(this.page.url());
    const path = decodeURIComponent(pathname).replace(/[0-9a-f]{16,}|(?<=\/)\d+(?=\/|$)/g, "n");
    const stage = this.page.locator("main [aria-current=step] .steps-label");
    const here = (await stage.count()) ? await stage.innerText() : "";
    const asked = search.replace(/=[^&]*/g, "");
    return `${path}${asked}${this.status >= 400 ? ` ${this.status}` : ""} ${here}`.trim();
  }
}
