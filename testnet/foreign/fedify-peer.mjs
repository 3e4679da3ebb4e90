// A server on the fediverse that is not ours: one person at https://NAME, built on Fedify, which shares no code with us.
// It does what a person's server does (WebFinger, NodeInfo, actor, inbox, outbox, followers, both HTTP signature schemes,
// object integrity proofs), and a second, plain port on loopback lets a test say what the person does next and ask what arrived.
//
// Environment: as loopback.mjs says, and PERSON (peter).

import {
  InProcessMessageQueue,
  MemoryKvStore,
  createFederation,
  detachSignature,
  generateCryptoKeyPair,
  verifyObject,
  verifyRequestDetailed,
} from "@fedify/fedify";
import {
  Accept,
  Activity,
  Announce,
  Article,
  Create,
  Delete,
  Endpoints,
  Follow,
  Like,
  Mention,
  Note,
  PUBLIC_COLLECTION,
  Page,
  Person,
  Reject,
  Tombstone,
  Undo,
  Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { origin, serve } from "./loopback.mjs";

const person = process.env.PERSON ?? "peter";
const actorId = `${origin}/users/${person}`;

// ---------------------------------------------------------------- what this server knows

const keyPairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const arrived = []; // every POST to an inbox: raw body, what the signature and the proof are worth, our status
const deliveries = []; // every POST that went out: inbox, scheme, status
const followers = new Map(); // actor id -> recipient
const following = new Map(); // actor id -> "asked" | "accepted" | "rejected"
const entries = new Map(); // note id -> {note, recipients} | {tombstone}
const sent = new Map(); // activity id -> {activity, recipients}, for Undo
const seen = new Map(); // object id -> {type, name, content, deleted, activity}: what a reader here would see
const outbox = []; // what the outbox shows, newest last
let counter = 0;

// ---------------------------------------------------------------- watching what goes out

// Fedify sends with the global fetch; the first signature scheme, the second ("double knock") and each status pass here.
const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (request.method !== "POST") return realFetch(request);
  const record = { inbox: request.url, scheme: schemeOf(request.headers), status: null, answer: null };
  deliveries.push(record);
  try {
    const response = await realFetch(request);
    record.status = response.status;
    if (!response.ok) record.answer = (await response.clone().text()).slice(0, 500);
    return response;
  } catch (error) {
    record.answer = String(error.cause ?? error);
    throw error;
  }
};

function schemeOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "draft-cavage-http-signatures-12" : "none";
}

// ---------------------------------------------------------------- the federation

const kv = new MemoryKvStore();
let federation = federate("rfc9421");

/** The same server with the other scheme tried first; what it remembered of others' schemes is kept apart. */
function federate(firstKnock) {
  const federation = createFederation({
    kv,
    kvPrefixes: { httpMessageSignaturesSpec: ["_fedify", "spec", firstKnock] },
    // Without a queue for what goes out, a delivery ends before the control port answers, and its status is known.
    queue: { inbox: new InProcessMessageQueue({ pollInterval: { milliseconds: 50 } }) },
    origin,
    allowPrivateAddress: true,
    firstKnock,
  });
  // Fedify verifies a signature only if there is no valid proof, so both are checked anew in `receive`.
  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (identifier !== person) return null;
      const keys = await ctx.getActorKeyPairs(identifier);
      return new Person({
        id: ctx.getActorUri(identifier),
        preferredUsername: person,
        name: "Peter Petersen",
        summary: "<p>Ein Leser von nebenan.</p>",
        url: new URL(`${origin}/@${person}`),
        inbox: ctx.getInboxUri(identifier),
        outbox: ctx.getOutboxUri(identifier),
        followers: ctx.getFollowersUri(identifier),
        following: ctx.getFollowingUri(identifier),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: keys[0].cryptographicKey,
        assertionMethods: keys.map((pair) => pair.multikey),
      });
    })
    .setKeyPairsDispatcher((_ctx, identifier) => (identifier === person ? keyPairs : []));
  federation
    .setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [...followers.values()] }))
    .setCounter(() => followers.size);
  federation
    .setFollowingDispatcher("/users/{identifier}/following", () => ({
      items: [...following].filter(([, state]) => state === "accepted").map(([id]) => new URL(id)),
    }))
    .setCounter(() => [...following.values()].filter((state) => state === "accepted").length);
  federation
    .setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [...outbox].reverse() }))
    .setCounter(() => outbox.length);
  federation.setObjectDispatcher(Note, "/notes/{id}", (_ctx, { id }) => entries.get(`${origin}/notes/${id}`)?.note ?? null);
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
    software: { name: "fedify-peer", version: { major: 1, minor: 0, patch: 0 } },
    protocols: ["activitypub"],
    usage: { users: { total: 1 }, localPosts: outbox.length, localComments: 0 },
  }));
  listen(federation.setInboxListeners("/users/{identifier}/inbox", "/inbox"));
  return federation;
}

function listen(inbox) {
  inbox
    .setSharedKeyDispatcher(() => ({ identifier: person }))
    .on(Follow, async (ctx, follow) => {
      const follower = await follow.getActor(ctx);
      if (follow.objectId?.href !== actorId || follower?.id == null) return;
      followers.set(follower.id.href, follower);
      const accept = new Accept({
        id: nextId("accepts"),
        actor: new URL(actorId),
        to: follower.id,
        object: follow,
      });
      await ctx.sendActivity({ identifier: person }, follower, accept);
    })
    .on(Accept, (_ctx, accept) => answerToFollow(accept, "accepted"))
    .on(Reject, (_ctx, reject) => answerToFollow(reject, "rejected"))
    .on(Undo, async (ctx, undo) => {
      const undone = await undo.getObject(ctx);
      if (undone instanceof Follow) followers.delete(undo.actorId.href);
    })
    .on(Create, async (ctx, create) => look(await create.getObject(ctx), create))
    .on(Update, async (ctx, update) => look(await update.getObject(ctx), update))
    .on(Delete, async (_ctx, remove) => {
      const known = seen.get(remove.objectId?.href);
      if (known && known.author === remove.actorId?.href) Object.assign(known, { deleted: true, content: null });
    })
    .on(Like, () => {})
    .on(Announce, lookAtAnnounced)
    .onError((_ctx, error) => console.error("inbox:", error));
}

function answerToFollow(answer, state) {
  const asked = sent.get(answer.objectId?.href);
  if (asked?.activity.objectId.href === answer.actorId?.href) following.set(answer.actorId.href, state);
}

/** A group repeats what was said in it: whole, and as what others call a boost. */
async function lookAtAnnounced(ctx, announce) {
  const said = await announce.getObject(ctx);
  if (said instanceof Create) return look(await said.getObject(ctx), said);
  if (said?.attributionId) look(said, { actorId: said.attributionId });
}

function look(object, activity) {
  if (!(object instanceof Article || object instanceof Note || object instanceof Page)) return;
  if (object.attributionId?.href !== activity.actorId?.href) return;
  const known = seen.get(object.id.href);
  if (known?.deleted) return;
  seen.set(object.id.href, {
    type: object.constructor.name,
    author: object.attributionId.href,
    name: object.name?.toString() ?? null,
    summary: object.summary?.toString() ?? null,
    content: object.content?.toString() ?? null,
    inReplyTo: object.replyTargetId?.href ?? null,
    updated: object.updated?.toString() ?? null,
    deleted: false,
    edited: activity instanceof Update,
  });
}

// ---------------------------------------------------------------- the public side: Fedify, with a look at what arrives

async function answer(request, body) {
  const { method, url } = request();
  const gone = entries.get(url)?.tombstone;
  if (gone && method === "GET") {
    const document = await gone.toJsonLd(context());
    return Response.json(document, { status: 410, headers: { "content-type": "application/activity+json" } });
  }
  if (method !== "POST") return federation.fetch(request(), { contextData: undefined });
  const record = await judge(request(), body);
  const response = await federation.fetch(request(), { contextData: undefined });
  record.status = response.status;
  arrived.push(record);
  return response;
}

/** What an arriving activity is worth, signature and proof each by itself. */
async function judge(request, body) {
  const ctx = context();
  const record = { inbox: request.url, scheme: schemeOf(request.headers), body: body.toString("utf8"), userAgent: request.headers.get("user-agent") };
  const signature = await verifyRequestDetailed(request, ctx).catch((error) => ({ verified: false, reason: String(error) }));
  record.signature = signature.verified ? "good" : "bad";
  record.signedBy = signature.key?.ownerId?.href ?? null;
  if (!signature.verified) record.signatureReason = signature.reason;
  try {
    const json = JSON.parse(record.body);
    record.activity = json;
    // A Linked Data signature, where there is one, was added after the proof.
    if (json.proof == null) record.proof = "none";
    else record.proof = (await verifyObject(Activity, detachSignature(json), ctx)) == null ? "bad" : "good";
  } catch (error) {
    record.proof = "bad";
    record.proofReason = String(error);
  }
  return record;
}

// ---------------------------------------------------------------- what the person does

const context = () => federation.createContext(new URL(origin), undefined);
const nextId = (kind) => new URL(`${origin}/${kind}/${++counter}`);
const now = () => Temporal.Now.instant();
const me = new URL(actorId);

/** Looks an id or handle up, signed as this person; an error if there is nothing. */
async function lookUp(what) {
  const ctx = context();
  const documentLoader = await ctx.getDocumentLoader({ identifier: person });
  const found = await ctx.lookupObject(what, { documentLoader });
  if (found == null) throw new Error(`nothing found at ${what}`);
  return found;
}

async function authorOf(objectId) {
  const object = await lookUp(objectId);
  if (object.attributionId == null) throw new Error(`${objectId} has no author`);
  return { object, author: await lookUp(object.attributionId) };
}

async function send(activity, recipients) {
  const from = deliveries.length;
  sent.set(activity.id.href, { activity, recipients });
  let failure = null;
  try {
    await context().sendActivity({ identifier: person }, recipients, activity, { preferSharedInbox: true });
  } catch (error) {
    failure = String(error);
  }
  return { id: activity.id.href, failure, deliveries: deliveries.slice(from) };
}

const commands = {
  async scheme({ first }) {
    federation = federate(first);
    return { first };
  },
  async lookup({ id }) {
    return { object: await (await lookUp(id)).toJsonLd(context()) };
  },
  async follow({ handle }) {
    const target = await lookUp(handle);
    following.set(target.id.href, "asked");
    const follow = new Follow({ id: nextId("follows"), actor: me, object: target.id, to: target.id });
    return { actor: target.id.href, ...(await send(follow, [target])) };
  },
  async like({ id }) {
    const { author } = await authorOf(id);
    return send(new Like({ id: nextId("likes"), actor: me, object: new URL(id), to: author.id }), [author]);
  },
  async boost({ id }) {
    const { author } = await authorOf(id);
    const boost = new Announce({
      id: nextId("boosts"),
      actor: me,
      object: new URL(id),
      to: PUBLIC_COLLECTION,
      ccs: [author.id, context().getFollowersUri(person)],
      published: now(),
    });
    return send(boost, [author, ...followers.values()]);
  },
  async undo({ id }) {
    const { activity, recipients } = sent.get(id) ?? {};
    if (activity == null) throw new Error(`${id} was never sent`);
    if (activity instanceof Follow) following.delete(activity.objectId.href);
    const undo = new Undo({ id: nextId("undos"), actor: me, object: activity, tos: activity.toIds, ccs: activity.ccIds });
    return send(undo, recipients);
  },
  async answer({ id, content }) {
    const { author } = await authorOf(id);
    return publishNote({ replyTarget: new URL(id), content }, [author.id], [author, ...followers.values()]);
  },
  /** Writes to its author alone about something. */
  async whisper({ id, content }) {
    const { author } = await authorOf(id);
    const mention = new Mention({ href: author.id, name: `@${author.preferredUsername}@${author.id.host}` });
    const { create, ...rest } = await sendNote({ replyTarget: new URL(id), content, tags: [mention] }, { to: author.id }, [author]);
    return rest;
  },
  async publish({ content }) {
    return publishNote({ content }, [], [...followers.values()]);
  },
  async edit({ id, content }) {
    const entry = ownEntry(id);
    entry.note = entry.note.clone({ content, updated: now() });
    const update = new Update({
      id: nextId("updates"),
      actor: me,
      object: entry.note,
      tos: entry.note.toIds,
      ccs: entry.note.ccIds,
      updated: now(),
    });
    return send(update, entry.recipients);
  },
  async delete({ id }) {
    const entry = ownEntry(id);
    const tombstone = new Tombstone({ id: new URL(id), deleted: now() });
    entries.set(id, { tombstone });
    const remove = new Delete({
      id: nextId("deletes"),
      actor: me,
      object: tombstone,
      tos: entry.note.toIds,
      ccs: entry.note.ccIds,
    });
    return send(remove, entry.recipients);
  },
};

function ownEntry(id) {
  const entry = entries.get(id);
  if (entry?.note == null) throw new Error(`${id} is no entry of this server`);
  return entry;
}

async function publishNote(values, mentioned, recipients) {
  const ccs = [context().getFollowersUri(person), ...mentioned];
  const { create, ...rest } = await sendNote(values, { to: PUBLIC_COLLECTION, ccs }, recipients);
  outbox.push(create);
  return rest;
}

/** Says a note to these. Nobody is shown one that is not for everybody. */
async function sendNote(values, audience, recipients) {
  const id = nextId("notes");
  const note = new Note({ id, attribution: me, published: now(), url: id, mediaType: "text/html", ...audience, ...values });
  if (audience.to === PUBLIC_COLLECTION) entries.set(id.href, { note, recipients });
  const create = new Create({ id: nextId("creates"), actor: me, object: note, published: now(), ...audience });
  const { id: activity, ...rest } = await send(create, recipients);
  return { id: id.href, activity, create, ...rest };
}

const questions = {
  arrived: () => arrived,
  deliveries: () => deliveries,
  followers: () => [...followers.keys()],
  following: () => Object.fromEntries(following),
  seen: () => Object.fromEntries(seen),
};

await serve({ answer, questions, commands, about: { actor: actorId } });
