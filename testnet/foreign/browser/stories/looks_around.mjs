// Whatever links lead to is looked at, once for each kind of address: by Anna, and by a guest. Pages that no story tells
// of are found so.

import { Person } from "../person.mjs";

/** More kinds of addresses than there are. */
const MOST = 100;

export default {
  name: "looks around",
  // In the others, the samples of all pages are looked at.
  ways: ["desktop-light"],
  async tell(anna, stage) {
    await looksAround(anna);
    const guest = await Person.comes(stage, stage.way);
    await looksAround(guest);
    await guest.leaves();
  },
};

async function looksAround(person) {
  const waiting = ["/"];
  const known = new Set(["/"]);
  for (let address = waiting.shift(); address; address = waiting.shift()) {
    if (known.size > MOST) throw new Error("the links never end");
    await person.opens(address);
    for (const link of await links(person)) {
      const kind = kindOf(link);
      if (known.has(kind)) continue;
      known.add(kind);
      const { status, type } = await person.asks(link);
      if (status !== 200) throw new Error(`${address} leads to ${link}, which answers ${status}`);
      if (type.startsWith("text/html")) waiting.push(link);
    }
  }
}

/** The links of the page to pages of ours. The languages are told in the ways. */
async function links({ page, origin }) {
  const all = await page.locator("a[href]:not([hreflang])").evaluateAll((found) => found.map((one) => one.href));
  return all.map((link) => new URL(link)).filter((link) => link.origin === origin).map(({ pathname, search }) => pathname + search);
}

/** The address with everything replaced that names one of many. */
function kindOf(link) {
  const { pathname, searchParams } = new URL(link, "https://any.test");
  const words = pathname.split("/").map((word) => (/^@|\d|[0-9A-Za-z_-]{20,}/.test(word) ? "…" : word));
  return [words.join("/"), ...searchParams.keys()].join("?");
}
