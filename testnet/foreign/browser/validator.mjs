// The checker of the W3C over every page that was kept, in one run.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Checks every .html file of a folder. */
export function validate(folder, report) {
  const jar = String(createRequire(import.meta.url)("vnu-jar"));
  const files = readdirSync(folder).filter((file) => file.endsWith(".html"));
  if (files.length === 0) throw new Error("no page was kept to be checked");
  // It would guess the language of a page by what people wrote on it, whatever language they read it in.
  const java = ["-Xss2m", "-jar", jar, "--no-langdetect", "--format", "json", "--exit-zero-always", "--stdout", folder];
  const { stdout, stderr, error, status } = spawnSync("java", java, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error || status !== 0) throw new Error(`the checker did not run: ${error ?? stderr}`);
  for (const { type, subType, url, lastLine, message, extract } of JSON.parse(stdout).messages) {
    if (type !== "error" && subType !== "warning" && type !== "non-document-error") continue;
    const page = path.basename(new URL(url).pathname).replace(/-[0-9a-f]{8}\.html$/, "");
    report.problem({ page: decodeURI(page), rule: `vnu: ${message}`, place: `line ${lastLine}`, detail: extract ?? "", way: "html" });
  }
  return files.length;
}
