// Somebody at a browser. Stories say what she does; how her hands do it depends on the way she came.
//
// Everything is found by what it is for (names of fields, addresses of forms), so that stories hold in every language.

import path from "node:path";
import * as keyboard from "./keyboard.mjs";
import { Watch } from "./checks.mjs";
import { context } from "./ways.mjs";

const PATIENCE = 20_000;

export class Person {
  /** A person with a browser of her own: no cookies, the way's screen, colours and language. */
  static async comes(stage, way) {
    const room = await stage.browser.newContext(context(way));
    room.setDefaultTimeout(PATIENCE);
    const page = await room.newPage();
    const watch = await Watch.over(page, { way, report: stage.report, folder: stage.html });
    return Object.assign(new Person(), { room, page, watch, way, stage, origin: stage.origin });
  }

  leaves() {
    return this.room.close();
  }

  /** Types an address. */
  async opens(address, { status = 200 } = {}) {
    await this.page.goto(new URL(address, this.origin).href);
    await this.#sees(status, address);
  }

  /** Follows a link to another page, or presses a button that sends a form. */
  async presses(selector, { status = 200 } = {}) {
    const loaded = this.page.waitForEvent("load");
    loaded.catch(() => {});
    await this.#touch(selector);
    await loaded;
    await this.#sees(status, selector);
  }

  /** Opens or closes what is folded. */
  async unfolds(selector) {
    await this.#touch(selector);
  }

  async writes(selector, text) {
    if (this.way.keys) await keyboard.type(this.page, this.watch, selector, text);
    else await this.page.locator(selector).first().fill(text);
  }

  /** Chooses one of several, or ticks a box. */
  async chooses(selector) {
    if (this.way.keys) await keyboard.choose(this.page, this.watch, selector);
    else await this.page.locator(selector).first().check();
  }

  /** Chooses from a list. */
  async selects(selector, value) {
    if (this.way.keys) await keyboard.select(this.page, this.watch, selector, value);
    else await this.page.locator(selector).first().selectOption(value);
  }

  /** Gives a file: `{ name, mimeType, buffer }`. */
  async hands(selector, file) {
    if (this.way.keys) await keyboard.hand(this.page, this.watch, selector, file);
    else await this.page.locator(selector).first().setInputFiles(file);
  }

  /** The text has to be there to be read. */
  async reads(text) {
    if (!(await this.canRead(text))) throw new Error(`"${text}" is not on ${this.page.url()}`);
  }

  async readsNothingOf(text) {
    if (await this.canRead(text)) throw new Error(`"${text}" is on ${this.page.url()}`);
  }

  async canRead(text) {
    const found = this.page.getByText(text);
    for (const one of await found.all()) if (await one.isVisible()) return true;
    return false;
  }

  /** Something has to be there, so often. */
  async finds(selector, times) {
    const found = await this.page.locator(selector).count();
    if (times === undefined ? found === 0 : found !== times) {
      throw new Error(`${selector} is ${found} times on ${this.page.url()}`);
    }
  }

  /** What a field holds. */
  async holds(selector, value) {
    const held = await this.page.locator(selector).first().inputValue();
    if (held !== value) throw new Error(`${selector} holds "${held}", not "${value}"`);
  }

  /** What an address answers, without going there. */
  async asks(address) {
    const answer = await this.room.request.get(new URL(address, this.origin).href);
    return { status: answer.status(), type: answer.headers()["content-type"] ?? "" };
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  /** Loads the page again until something is there, for what comes from other servers. */
  async waitsFor(address, isThere) {
    for (let tries = 0; tries < 100; tries += 1) {
      await this.page.goto(new URL(address, this.origin).href);
      if (await isThere(this)) return this.#sees(200, address);
      await this.page.waitForTimeout(150);
    }
    throw new Error(`${address} never showed what was waited for`);
  }

  async #touch(selector) {
    if (this.way.keys) await keyboard.press(this.page, this.watch, selector);
    else await this.page.locator(selector).first().click();
  }

  async #keepsPicture() {
    const number = String(this.stage.report.pages).padStart(4, "0");
    // An invite is longer than a name of a file may be.
    const name = `${this.way.name}-${number}${this.path().replaceAll("/", "-")}`.slice(0, 100);
    await this.page.screenshot({ path: path.join(this.stage.pictures, `${name}.png`), fullPage: true });
  }

  async #sees(status, what) {
    const { watch, page } = this;
    await page.waitForLoadState("load");
    if (watch.status !== status) throw new Error(`${what} leads to ${page.url()} with ${watch.status}, not ${status}`);
    const isNew = await watch.look();
    if (isNew && this.way.keys) await keyboard.walk(page, watch);
    if (isNew && this.stage.pictures) await this.#keepsPicture();
  }
}
