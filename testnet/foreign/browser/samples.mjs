// Every page with every sample in every language, as web/examples/write_pages.rs wrote them: what no story comes by
// is looked at too. One page of the browser turns over all of them, in each of the four looks.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { beyondTheEdge, bringAxe, keep, violations } from "./checks.mjs";
import { LOOKS, context } from "./ways.mjs";

const ORIGIN = "https://samples.test";

/** Of axe's rules, only these depend on the screen or the colours. */
const OF_THE_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"];
const JUDGED = "ru";

/** The samples that are there: `{ language, name, html }`. */
export function samples(folder) {
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return languages.flatMap(({ name: language }) =>
    readdirSync(path.join(folder, language))
      .filter((file) => file.endsWith(".html"))
      .map((file) => ({ language, name: file.replace(".html", ""), html: readFileSync(path.join(folder, language, file), "utf8") })),
  );
}

/** Looks at all of them in one of the four looks: at everything in the first, at what can differ in the others. */
export async function lookAt(samples, look, stage) {
  const isFirst = look === LOOKS[0];
  // Words are as wide in the dark.
  const all = look.scheme === "light" ? samples : samples.filter(({ language }) => language === JUDGED);
  const room = await stage.browser.newContext(context(look));
  await serve(room, stage.samples);
  const page = await room.newPage();
  let name = "";
  const found = (rule, place, detail) => stage.report.problem({ page: `sample ${name}`, rule, place, detail, way: look.name });
  page.on("console", (message) => message.type() === "error" && found("console error", "", message.text()));
  // One document takes in all of them: what stands in their heads apart from title and language, the stories see.
  if (all.length > 0) await page.goto(address(all[0]));
  await bringAxe(page);
  for (const sample of all) {
    name = `${sample.name} ${sample.language}`;
    stage.report.pages += 1;
    await page.evaluate(turnTo, sample.html);
    const wide = await beyondTheEdge(page);
    if (wide !== null) found("scrolls sideways", "", wide);
    if (isFirst) keep(stage.html, `sample ${name}`, sample.html);
    // The same labels stand at the same places in all of them: the tests of the words see to it.
    if (sample.language !== JUDGED) continue;
    for (const { rule, place, detail } of await violations(page, isFirst ? undefined : OF_THE_LOOK)) found(rule, place, detail);
  }
  await room.close();
}

/** In the page: makes it into another one of the same style. */
async function turnTo(html) {
  const other = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = other.documentElement.lang;
  document.title = other.title;
  document.body.replaceWith(other.body);
  window.scrollTo(0, 0);
  await Promise.all([...document.images].filter(({ loading }) => loading !== "lazy").map((image) => image.decode().catch(() => {})));
}

export const address = ({ language, name }) => `${ORIGIN}/${language}/${name}.html`;

/** Answers every request of a context from the folder; a picture is a picture, whatever server it is said to be on. */
export function serve(room, folder) {
  return room.route("**/*", (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const isWritten = origin === ORIGIN && /\.(html|css)$/.test(pathname);
    if (isWritten) return route.fulfill({ path: path.join(folder, pathname) });
    return route.fulfill({ contentType: "image/svg+xml", body: PICTURE });
  });
}

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800" viewBox="0 0 12 8">
  <path fill="#c9d6d3" d="M0 0h12v8H0z"/><circle cx="9" cy="2" r="1" fill="#f3ead7"/>
  <path fill="#7f9c98" d="M0 6l4-3 3 2 2-1 3 2v2H0z"/><path fill="#4d6f6c" d="M0 7l5-1 7 1v1H0z"/></svg>`;
