// A server on the fediverse that sends strange things: the example activities of fediverse-pasture-inputs, each as a signed
// POST by one actor at https://NAME. It keeps no state but what it is asked to send; the signatures are Fedify's.
//
// Environment: as loopback.mjs says, and INPUTS, the file that pasture-inputs.py wrote.

import { readFileSync } from "node:fs";
import { exportSpki } from "@fedify/vocab-runtime";
import { generateCryptoKeyPair, signRequest } from "@fedify/fedify";
import { origin, serve } from "./loopback.mjs";

const actorId = `${origin}/actor`;
const keyId = `${actorId}#main-key`;
const keys = await generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
const inputs = JSON.parse(readFileSync(process.env.INPUTS, "utf8"));
const follows = []; // who follows this actor; each Follow is accepted at once
const documents = new Map(); // id or path -> what a GET of it yields

const actor = {
  "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
  id: actorId,
  type: "Person",
  preferredUsername: "actor",
  name: "Actor of the pasture",
  inbox: `${origin}/inbox`,
  outbox: `${origin}/outbox`,
  followers: `${origin}/followers`,
  following: `${origin}/following`,
  publicKey: { id: keyId, owner: actorId, publicKeyPem: await exportSpki(keys.publicKey) },
};

publish(actorId, actor);
for (const path of ["outbox", "followers", "following"]) publish(`${origin}/${path}`, collection(`${origin}/${path}`));
for (const note of ["note1", "note2"]) publish(`${origin}/assets/${note}.jsonap`, plainNote(`${origin}/assets/${note}.jsonap`));

function publish(id, document) {
  documents.set(id, { "@context": "https://www.w3.org/ns/activitystreams", ...document });
}

function collection(id) {
  return { id, type: "OrderedCollection", totalItems: 0, orderedItems: [] };
}

function plainNote(id) {
  return {
    id,
    type: "Note",
    attributedTo: actorId,
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    published: "2024-01-06T13:11:45Z",
    content: "A note that others answer",
  };
}

async function answer(request) {
  const { method, url } = request();
  if (method === "POST") return take(await request().json());
  const { pathname, searchParams } = new URL(url);
  if (pathname === "/.well-known/webfinger") return webfinger(searchParams.get("resource"));
  const document = documents.get(url);
  if (document == null) return new Response("Not found", { status: 404 });
  return Response.json(document, { headers: { "content-type": "application/activity+json" } });
}

function webfinger(resource) {
  const subject = `acct:actor@${new URL(origin).host}`;
  if (resource !== subject && resource !== actorId) return new Response("Not found", { status: 404 });
  const links = [{ rel: "self", type: "application/activity+json", href: actorId }];
  return Response.json({ subject, aliases: [actorId], links }, { headers: { "content-type": "application/jrd+json" } });
}

function take(activity) {
  if (activity.type === "Follow") follows.push(activity);
  return new Response(null, { status: 202 });
}

/** POSTs any JSON, signed as this actor. */
async function post(inbox, body) {
  const request = new Request(inbox, {
    method: "POST",
    headers: { "content-type": "application/activity+json", "user-agent": "pasture", host: new URL(inbox).host },
    body: JSON.stringify(body),
  });
  const signed = await signRequest(request, keys.privateKey, new URL(keyId), { spec: "draft-cavage-http-signatures-12" });
  const response = await fetch(signed);
  return { status: response.status, body: await response.text() };
}

const commands = {
  /** Answers a Follow that arrived. */
  async accept({ inbox, number }) {
    return post(inbox, {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${origin}/accepts/${number}`,
      type: "Accept",
      actor: actorId,
      object: follows[number],
    });
  },
  /** Sends one input. `suffix` makes its ids new, `inReplyTo` makes it an answer unless the input is about that itself. */
  async send({ inbox, number, suffix, inReplyTo }) {
    const { activity } = inputs[number];
    const create = { ...activity, id: `${activity.id}${suffix}`, object: { ...activity.object } };
    if (create.object.id != null) create.object.id += suffix;
    if (inReplyTo != null) create.object.inReplyTo ??= inReplyTo;
    if (create.object.id != null) publish(create.object.id, create.object);
    return post(inbox, create);
  },
  async post({ inbox, activity }) {
    return post(inbox, activity);
  },
};

const questions = {
  inputs: () => inputs.map(({ group, activity }) => ({ group, object: activity.object })),
  follows: () => follows,
};

await serve({ answer, questions, commands, about: { actor: actorId } });
