// What was found wrong, said once however many pages show it.

export class Report {
  #found = new Map();
  pages = 0;

  /** Notes a problem: the page, the rule that it breaks, the place in the page, and in which way it was seen. */
  problem({ page, rule, place = "", detail = "", way }) {
    const key = [page, rule, place].join("\n");
    const found = this.#found.get(key) ?? { page, rule, place, detail, ways: new Set() };
    found.ways.add(way);
    this.#found.set(key, found);
  }

  /** Prints all of it; whether there was nothing. */
  print() {
    const found = [...this.#found.values()].sort((a, b) => a.page.localeCompare(b.page) || a.rule.localeCompare(b.rule));
    for (const { page, rule, place, detail, ways } of found) {
      console.error(`\n${page} [${[...ways].join(", ")}]\n  ${rule}${place && `: ${place}`}`);
      if (detail) console.error(`  ${detail.trim().replaceAll("\n", "\n  ")}`);
    }
    console.error(`\n${this.pages} pages looked at, ${found.length} problems`);
    return found.length === 0;
  }
}
