// Tells every story in its ways, looks at every sample, and has the HTML of all of it checked.
//
// usage: node run.mjs STAGE.json      where the nodes and the peer are, as the test that started them wrote it:
//   { "folder": for what is kept, "samples": as write_pages wrote them, "peer": the control port of fedify-peer.mjs,
//     "nodes": { WAY: { "origin": …, "link": the set-up link } } }
// ONLY=name narrows the stories' ways, for work on one of them; nothing else is left out without being said.
// PICTURES=folder keeps a picture of every page that the people see.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { openBrowser } from "./browser.mjs";
import { Person } from "./person.mjs";
import { Report } from "./report.mjs";
import { lookAt, samples } from "./samples.mjs";
import { STORIES } from "./stories.mjs";
import { validate } from "./validator.mjs";
import { LOOKS, WAYS } from "./ways.mjs";

/** How many things happen in the browser at the same time. */
const AT_ONCE = 2;

const stage = JSON.parse(readFileSync(process.argv[2], "utf8"));
stage.html = path.join(stage.folder, "html");
rmSync(stage.folder, { recursive: true, force: true });
mkdirSync(stage.html, { recursive: true });
stage.pictures = process.env.PICTURES;
stage.report = new Report();
stage.browser = await openBrowser();

let told = 0;
const ways = WAYS.filter(({ name }) => !process.env.ONLY || name.includes(process.env.ONLY));
const all = samples(stage.samples);
const work = [...ways.map((way) => () => tellAll(way)), ...LOOKS.map((look) => () => timed(`samples, ${look.name}`, () => lookAt(all, look, stage)))];
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let next = work.shift(); next; next = work.shift()) await next();
}));
await stage.browser.close();
const checked = await timed("the checker", () => validate(stage.html, stage.report));
const good = stage.report.print();
console.log(`${STORIES.length} stories in ${ways.length} ways: ${told} tellings, ${all.length} samples, ${checked} different documents checked`);
console.log(`the heaviest page weighs ${stage.report.heaviest} bytes without pictures; the busiest asks ${stage.report.busiest} times`);
process.exit(good ? 0 : 1);

/** All stories in one way, by one person on one node, in their order: the first sets the node up. */
async function tellAll(way) {
  const own = { ...stage, ...stage.nodes[way.name], way };
  const person = await Person.comes(own, way);
  for (const { name, tell, ways } of STORIES) {
    if (ways && !ways.includes(way.name)) continue;
    try {
      told += 1;
      await timed(`${way.name}: ${name}`, () => tell(person, own));
    } catch (error) {
      const picture = path.join(stage.folder, `${way.name}-${name.replaceAll(" ", "-")}.png`);
      await person.page.screenshot({ path: picture, fullPage: true }).catch(() => {});
      stage.report.problem({ page: `the story "${name}"`, rule: error.message, detail: `${where(error)}\nas it looked: ${picture}`, way: way.name });
      // What was to be set up is not there; the other stories only repeat it.
      if (name === STORIES[0].name) break;
    }
  }
  await person.leaves();
}

async function timed(what, action) {
  const begun = performance.now();
  const result = await action();
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** The line of the story that failed. */
function where(error) {
  return error.stack?.split("\n").find((line) => line.includes("/stories/"))?.trim() ?? "";
}
