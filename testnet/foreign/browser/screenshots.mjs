// Pictures of the main pages, to be looked at: phone and desktop, light and dark, in Russian.
//
// usage: node screenshots.mjs FOLDER [SAMPLES]      for example: node testnet/foreign/browser/screenshots.mjs /tmp/pictures
// SAMPLES is a folder that write_pages has written; without it, the pages are written first.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBrowser } from "./browser.mjs";
import { address, samples, serve } from "./samples.mjs";
import { LOOKS, context } from "./ways.mjs";

/** The pages, each with the samples that show it best. */
const SHOWN = [
  "home-1",
  "article-8",
  "write-1",
  "front-1",
  "actor-1",
  "setup-1",
  "apply-1",
  "staff-1",
  "account-1",
  "notifications-1",
  "reports-1",
  "repairs-1",
  "spaces-1",
  "forum-1",
  "offers-1",
  "saved_offers-1",
  "matches-0",
  "interests-1",
  "interest-1",
  "interest_new-1",
  "directory-1",
  "company-1",
  "vouch-1",
  "search-1",
  "queue-0",
  "waiting-0",
  "care-0",
  "remote_entry-0",
];

const [folder, written] = process.argv.slice(2);
if (!folder) throw new Error("usage: node screenshots.mjs FOLDER [SAMPLES]");
mkdirSync(folder, { recursive: true });
const source = written ?? writePages();
const browser = await openBrowser();
for (const look of LOOKS) {
  const room = await browser.newContext(context(look));
  await serve(room, source);
  const page = await room.newPage();
  for (const sample of samples(source).filter(({ language, name }) => language === "ru" && SHOWN.includes(name))) {
    await page.goto(address(sample));
    await page.screenshot({ path: path.join(folder, `${sample.name}-${look.name}.png`), fullPage: true });
  }
  await room.close();
}
await browser.close();
if (!written) rmSync(source, { recursive: true });

function writePages() {
  const to = mkdtempSync(path.join(tmpdir(), "artel-pages-"));
  const cargo = ["run", "--quiet", "--package", "artel-web", "--example", "write_pages", "--", to];
  const { status } = spawnSync("cargo", cargo, { cwd: import.meta.dirname, stdio: "inherit" });
  if (status !== 0) throw new Error("the pages were not written");
  return to;
}
