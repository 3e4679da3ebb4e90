// What has to be true of every page, whoever looks at it and however they came.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import axe from "axe-core";

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What one page may cost, pictures apart, with nothing in the cache. */
const MOST_REQUESTS = 6;
const MOST_BYTES = 60 * 1024;

/** Watches one page of the browser from its first request on; `look` judges what stands there now. */
export class Watch {
  #requests = new Map();
  #said = [];
  #answer = null;
  #built = new Set();

  constructor(page, { way, report, folder }) {
    Object.assign(this, { page, way, report, folder });
  }

  static async over(page, stage) {
    const watch = new Watch(page, stage);
    const wire = await page.context().newCDPSession(page);
    await wire.send("Network.enable");
    // Every page as the first of a visit.
    await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
    wire.on("Network.requestWillBeSent", (event) => watch.#goesOut(event));
    wire.on("Network.loadingFinished", (event) => {
      const request = watch.#requests.get(event.requestId);
      if (request) request.bytes += event.encodedDataLength;
    });
    page.on("console", (message) => {
      if (message.type() === "error") watch.#said.push({ text: message.text(), url: message.location().url });
    });
    page.on("pageerror", (error) => watch.#said.push({ text: String(error), url: "" }));
    page.on("response", (response) => {
      const request = response.request();
      if (!request.isNavigationRequest() || response.frame() !== page.mainFrame()) return;
      if (response.status() >= 300 && response.status() < 400) return;
      watch.#answer = { status: response.status(), url: response.url(), html: response.text().catch(String) };
    });
    return watch;
  }

  /** The status of the page that stands there. */
  get status() {
    return this.#answer?.status;
  }

  /** Judges the page that stands there; whether it is built of something that was not judged before. */
  async look() {
    this.report.pages += 1;
    this.name = nameOf(this.page.url());
    this.#cost();
    this.#silence();
    await this.#width();
    await this.#keep();
    const isNew = await this.#isNew();
    if (isNew) await this.#axe();
    return isNew;
  }

  /** Two pages with the same parts, whatever is written in them, are not judged twice: a story comes by one often. */
  async #isNew() {
    const parts = await this.page.evaluate(() => {
      const all = [...document.querySelectorAll("body, body *")];
      const named = all.map((one) => [one.parentElement, one].map((it) => `${it.tagName}.${it.className}`).join(" ") + one.getAttributeNames());
      return [...new Set(named)].sort().join("\n");
    });
    const built = `${this.name}\n${this.#answer?.status}\n${parts}`;
    if (this.#built.has(built)) return false;
    this.#built.add(built);
    return true;
  }

  found(rule, place = "", detail = "") {
    this.report.problem({ page: this.name ?? nameOf(this.page.url()), rule, place, detail, way: this.way.name });
  }

  #goesOut({ requestId, request, type, redirectResponse, frameId }) {
    const isPage = type === "Document" && frameId === this.#frame(frameId);
    if (isPage && !redirectResponse) {
      this.#requests.clear();
      this.#said = [];
    }
    const { bytes = 0, hops = 0 } = this.#requests.get(requestId) ?? {};
    this.#requests.set(requestId, { url: request.url, type, bytes, hops: hops + 1 });
  }

  // The first document that is asked for is the page's own; there are no frames in it.
  #frame(frameId) {
    this.ownFrame ??= frameId;
    return this.ownFrame;
  }

  #cost() {
    const own = new URL(this.page.url()).origin;
    const requests = [...this.#requests.values()].filter(({ url }) => !url.startsWith("data:"));
    for (const { url } of requests) {
      if (new URL(url).origin !== own) this.found("asks another server", url);
    }
    const counted = requests.filter(({ type }) => type !== "Image");
    const hops = counted.reduce((sum, request) => sum + request.hops, 0);
    const bytes = counted.reduce((sum, request) => sum + request.bytes, 0);
    if (hops > MOST_REQUESTS) this.found(`more than ${MOST_REQUESTS} requests`, "", counted.map(({ url }) => url).join("\n"));
    if (bytes > MOST_BYTES) this.found(`more than ${MOST_BYTES} bytes`, "", `${bytes}`);
    this.report.heaviest = Math.max(this.report.heaviest ?? 0, bytes);
    this.report.busiest = Math.max(this.report.busiest ?? 0, hops);
  }

  #silence() {
    for (const { text, url } of this.#said.splice(0)) {
      // The browser calls a page that says "not found" a resource that failed to load; stories check its status.
      const isThePage = url === this.#answer?.url && this.#answer.status >= 400;
      if (!isThePage) this.found("console error", "", `${text} ${url}`);
    }
  }

  async #width() {
    const wide = await beyondTheEdge(this.page);
    if (wide !== null) this.found("scrolls sideways", "", wide);
  }

  async #axe() {
    // It is a script itself; the same pages are asked in the other ways.
    if (this.way.scripts === false) return;
    await bringAxe(this.page);
    for (const { rule, place, detail } of await violations(this.page)) this.found(rule, place, detail);
  }

  async #keep() {
    const html = await this.#answer?.html;
    if (html) keep(this.folder, `${this.name} ${this.way.language}`, html);
  }
}

/** What makes a page wider than its screen; null if nothing does. */
export function beyondTheEdge(page) {
  return page.evaluate(() => {
    if (document.scrollingElement.scrollWidth <= window.innerWidth) return null;
    const all = [...document.querySelectorAll("body *")];
    const beyond = all.filter((one) => one.getBoundingClientRect().right > window.innerWidth + 0.5);
    return beyond.slice(0, 3).map((one) => one.outerHTML.slice(0, 160)).join("\n");
  });
}

/** Brings axe to the page that stands there. */
export function bringAxe(page) {
  return page.evaluate(axe.source);
}

/** What axe holds against the page: by the tags above, or by the rules that are named. */
export function violations(page, rules) {
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: AXE_TAGS };
  return page.evaluate(async (options) => {
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => ({
        rule: `axe ${id} (${help})`,
        place: target.flat().join(" "),
        detail: `${html.slice(0, 200)}\n${failureSummary}`,
      })),
    );
  }, { runOnly, resultTypes: ["violations"] });
}

/** Keeps a page's HTML for the validator, once for all that differ in nothing but a form's token. */
export function keep(folder, name, html) {
  const same = html.replaceAll(/(name="(?:csrf|token)" value=")[^"]*/g, "$1");
  const hash = createHash("sha256").update(same).digest("hex").slice(0, 8);
  writeFileSync(path.join(folder, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}-${hash}.html`), html);
}

/** The page's address without what differs from run to run. */
function nameOf(url) {
  const { pathname, searchParams } = new URL(url);
  const query = [...searchParams.keys()].map((key) => `${key}=…`).join("&");
  return pathname.replaceAll(/[0-9A-Za-z_-]{10,}/g, "…") + (query && `?${query}`);
}
