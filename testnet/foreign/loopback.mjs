// What every foreign server here has: a public side on port 443 of a loopback address, behind TLS, and a control port in
// plain http on 127.0.0.1 by which a test says what happens next (POST /word with JSON) and asks what happened (GET /word).
//
// Environment: NAME, ADDRESS, TLS_CERT, TLS_KEY; NODE_EXTRA_CA_CERTS for our authority.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

export const name = process.env.NAME;
export const origin = `https://${name}`;

// Fetch with the network beneath it, whatever the global one is made into.
const realFetch = globalThis.fetch;

/** Serves `answer(request, body)` in public and the words in private, then says so in one line of JSON. */
export async function serve({ answer, questions, commands, about }) {
  const tls = { cert: readFileSync(process.env.TLS_CERT), key: readFileSync(process.env.TLS_KEY) };
  const server = https.createServer(tls, async (incoming, outgoing) => {
    try {
      const body = await bodyOf(incoming);
      await write(outgoing, await answer(() => requestOf(incoming, body), body));
    } catch (error) {
      console.error("public side:", error);
      outgoing.writeHead(500).end();
    }
  });
  const control = http.createServer((incoming, outgoing) => obey(incoming, outgoing, questions, { fetch: plainFetch, ...commands }));

  // A test that dies closes our standard input, and we go with it.
  process.stdin.on("end", () => process.exit(0)).resume();
  await new Promise((ready) => server.listen(443, process.env.ADDRESS, ready));
  await new Promise((ready) => control.listen(0, "127.0.0.1", ready));
  console.log(JSON.stringify({ control: `127.0.0.1:${control.address().port}`, ...about }));
}

async function obey(incoming, outgoing, questions, commands) {
  const word = incoming.url.slice(1);
  let status = 200;
  let result;
  try {
    if (incoming.method === "GET" && Object.hasOwn(questions, word)) result = questions[word]();
    else if (incoming.method === "POST" && Object.hasOwn(commands, word)) result = await commands[word](JSON.parse(await bodyOf(incoming)));
    else throw new Error(`no such word: ${incoming.method} ${word}`);
  } catch (error) {
    console.error(`${word}:`, error);
    status = 500;
    result = { error: String(error.cause ?? error) };
  }
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify(result ?? null));
}

/** A stranger's request, unsigned, for the test to see what anybody sees. */
async function plainFetch({ url, method = "GET", accept = "text/html", headers = {}, body }) {
  const response = await realFetch(url, { method, headers: { accept, ...headers }, body, redirect: "manual" });
  const cookies = response.headers.getSetCookie();
  return { status: response.status, headers: Object.fromEntries(response.headers), cookies, body: await response.text() };
}

function requestOf(incoming, body) {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  const { method, url } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`${origin}${url}`, { method, headers, body: hasBody ? body : undefined });
}

async function bodyOf(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function write(outgoing, response) {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
