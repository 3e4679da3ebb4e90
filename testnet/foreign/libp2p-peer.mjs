// A peer of Artel's network that is not ours, written from docs/PROTOCOL.md on js-libp2p: the node of an organisation
// at js.test that joins a community with an invite, reads its public set, and hears and says an article by gossip.
// Over HTTP it serves its actor and nothing else. One line of JSON on standard output for each step.
//
// Usage: node libp2p-peer.mjs INVITE-LINK LOOPBACK-ADDRESS

import { randomBytes, randomUUID } from "node:crypto";
import http from "node:http";
import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { gossipsub } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { ping } from "@libp2p/ping";
import { tcp } from "@libp2p/tcp";
import { multiaddr } from "@multiformats/multiaddr";
import * as cbor from "cborg";
import { createLibp2p } from "libp2p";
import * as words from "./libp2p-words.mjs";

const DOMAIN = "http://js.test";
const ORGANISATION = `${DOMAIN}/u/werkstatt`;
const CLOCK_TOLERANCE = 600_000; // milliseconds by which the first Add counts earlier, §4
const BATCH = 500;
const PATIENCE = 60_000; // milliseconds for the whole story

const invite = words.readInvite(process.argv[2]);
const sid = words.sidOf(invite.community);
const topic = words.topicOf(sid);
const key = words.newKey();
const run = randomBytes(16);

// An epoch may be larger than the integers that JSON has here.
const plain = (_, value) => (typeof value === "bigint" ? value.toString() : value);
const tell = (step, what) => console.log(JSON.stringify({ step, ...what }, plain));

// ---------------------------------------------------------------- who this is

const libp2p = await createLibp2p({
  addresses: { listen: [] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: {
    identify: identify({ protocolPrefix: "ipfs", agentVersion: "js.test" }),
    ping: ping(),
    gossip: gossipsub({
      globalSignaturePolicy: "StrictNoSign",
      msgIdFn: words.messageId,
      fallbackToFloodsub: false,
      allowPublishToZeroTopicPeers: true,
    }),
  },
});

const manifest = () =>
  words.prove(
    {
      "@context": words.CONTEXT,
      id: `${DOMAIN}/actor`,
      type: "Application",
      name: "Werkstatt in JavaScript",
      attributedTo: ORGANISATION,
      peers: [libp2p.peerId.toString()],
      addresses: [],
      published: words.now(),
    },
    key,
    key.did,
  );

const organisation = words.prove(
  {
    "@context": words.CONTEXT,
    id: ORGANISATION,
    type: "Organization",
    name: "Werkstatt in JavaScript",
    preferredUsername: "werkstatt",
    inbox: `${ORGANISATION}/inbox`,
    outbox: `${ORGANISATION}/outbox`,
    followers: `${ORGANISATION}/followers`,
    assertionMethod: [
      {
        id: `${ORGANISATION}#ed25519-key`,
        type: "Multikey",
        controller: ORGANISATION,
        publicKeyMultibase: key.multikey,
      },
    ],
  },
  key,
  key.did,
);

// A hub asks the host of an id whose it is.
const server = http.createServer((request, response) => {
  const isActor = request.url === new URL(ORGANISATION).pathname;
  response.writeHead(isActor ? 200 : 404, { "content-type": "application/activity+json" });
  response.end(isActor ? JSON.stringify(organisation) : "{}");
});

const hello = () => ({
  v: 1,
  com: [],
  man: words.toBytes(manifest()),
  now: Date.now(),
  run,
  caps: [],
});

// Who is asked again answers: a member says hello whenever it has news.
await libp2p.handle("/artel/hello/1", async (stream) => {
  const frames = new words.Frames(stream);
  await frames.receive();
  await frames.send(hello());
  await frames.close();
});

// ---------------------------------------------------------------- questions

const dial = () => {
  const overTcp = invite.addresses.filter((address) => address.includes("/tcp/"));
  return libp2p.dial(overTcp.map((address) => multiaddr(`${address}/p2p/${invite.peer}`)));
};

/** Opens a stream of a protocol, says one thing, and lets `listen` read what comes. */
async function ask(connection, protocol, question, listen = (frames) => frames.receive()) {
  const frames = new words.Frames(await connection.newStream(protocol));
  await frames.send(question);
  const answer = await listen(frames);
  await frames.close();
  return answer;
}

async function sayHello(connection) {
  const answer = await ask(connection, "/artel/hello/1", hello());
  const theirs = words.fromBytes(answer.man);
  const method = theirs.proof.verificationMethod;
  return {
    version: answer.v,
    node: theirs.id,
    organisation: theirs.attributedTo,
    manifestHolds: words.holds(theirs, [method.slice("did:key:".length).split("#")[0]]),
    isItsPeer: theirs.peers.includes(connection.remotePeer.toString()),
    clockDiffers: Math.abs(answer.now - Date.now()),
    sets: answer.com.map(({ c, e, h }) => ({ isPublic: Buffer.from(c).equals(sid), epoch: e, head: h })),
  };
}

const since = (connection, epoch) =>
  ask(connection, "/artel/since/1", { c: sid, e: epoch, n: 0, max: BATCH }, async (frames) => {
    const items = [];
    for (;;) {
      const batch = await frames.receive();
      if (batch.err) throw new Error(`the answer to since is ${batch.err}`);
      items.push(...batch.x);
      if (batch.end) return items;
    }
  });

// ---------------------------------------------------------------- what the community says

const members = new Map(); // id -> {keys, from}: what `Add`s say
const confirmed = new Map(); // aid as multihash -> entry id

const isFromCommunity = (activity) =>
  activity.actor === invite.community && words.holds(activity, [invite.key]);

/** Learns from what the community itself says; whatever the order, all of it before anything else. */
function learn(activity) {
  if (!isFromCommunity(activity)) return;
  const { type, object, target } = activity;
  if (type === "Add" && target === `${invite.community}/members`) {
    const known = members.get(object.id) ?? { keys: [], from: Infinity };
    known.keys.push(...words.keysOf(object));
    known.from = Math.min(known.from, Date.parse(activity.proof.created) - CLOCK_TOLERANCE);
    members.set(object.id, known);
  }
  if (type === "Announce" && activity["artel:aid"]) confirmed.set(activity["artel:aid"], object);
}

/** Whether an activity is in the public set: proved by the community or by a member. */
function isProved(activity) {
  if (activity.audience !== invite.community) return false;
  if (![activity.to, activity.cc].flat().includes(words.PUBLIC)) return false;
  if (activity.actor === invite.community) return isFromCommunity(activity);
  const member = members.get(activity.actor);
  if (member === undefined || !(Date.parse(activity.proof?.created) >= member.from)) return false;
  return words.holds(activity, member.keys);
}

/** Resolves with the first activity that comes by gossip and is as wanted. */
function heard(isWanted) {
  return new Promise((resolve) => {
    libp2p.services.gossip.addEventListener("gossipsub:message", async ({ detail: { msg } }) => {
      if (msg.topic !== topic) return;
      const { a, r } = cbor.decode(msg.data);
      for (const bytes of a ? [a] : await fetched(r.map(({ i }) => i))) {
        const activity = words.fromBytes(bytes);
        learn(activity);
        if (isWanted(activity)) resolve({ activity, whole: a !== undefined, signed: msg.type === "signed" });
      }
    });
  });
}

/** What gossip only named. */
async function fetched(aids) {
  const [connection] = libp2p.getConnections();
  const { x } = await ask(connection, "/artel/get/1", { i: aids });
  return x.map(({ a }) => a);
}

const isCreate = (activity) => activity.type === "Create" && activity.object?.type === "Article";

function newArticle() {
  const id = `${DOMAIN}/a/${randomUUID()}`;
  const addressed = { to: words.PUBLIC, cc: [`${invite.community}/followers`], audience: invite.community };
  const published = words.now();
  return words.prove(
    {
      "@context": words.CONTEXT,
      id: `${id}#create`,
      type: "Create",
      actor: ORGANISATION,
      ...addressed,
      published,
      object: {
        id,
        type: "Article",
        attributedTo: ORGANISATION,
        name: "Aus JavaScript",
        content: "<p>Gruß von einem fremden Programm.</p>",
        context: `${id}/context`,
        published,
        ...addressed,
      },
    },
    key,
    `${ORGANISATION}#ed25519-key`,
  );
}

// ---------------------------------------------------------------- the story

// Nobody waits for ever for what does not come.
setTimeout(() => {
  console.error(`this took longer than ${PATIENCE} ms`);
  process.exit(1);
}, PATIENCE).unref();

await new Promise((ready) => server.listen(0, process.argv[3], ready));
tell("serving", { address: `${server.address().address}:${server.address().port}` });

const connection = await dial();
tell("stranger", {
  ...(await sayHello(connection)),
  since: await since(connection, 0).then(() => "answered", (error) => error.name),
});

const joined = await ask(connection, "/artel/join/1", {
  c: sid,
  act: [words.toBytes(organisation)],
  inv: invite.token,
  man: words.toBytes(manifest()),
});
const welcome = joined.x.map(words.fromBytes);
tell("joined", {
  status: joined.st,
  says: welcome.map(({ type, object }) => ({ type, of: object.id })),
  allHold: welcome.every(isFromCommunity),
});

const met = await sayHello(connection);
const items = await since(connection, met.sets.find((set) => set.isPublic).epoch);
const activities = items.map(({ a }) => words.fromBytes(a));
activities.forEach(learn);
tell("read", {
  sets: met.sets,
  activities: items.length,
  numbers: items.map(({ n }) => n),
  proved: activities.filter(isProved).length,
  forged: activities.filter((one) => isProved({ ...one, published: "2000-01-01T00:00:00Z" })).length,
  types: activities.map(({ type }) => type),
  members: [...members.keys()],
  confirmed: activities.filter((one) => confirmed.has(words.multihashOf(words.aidOf(one)))).map((one) => one.object.id),
});

const other = heard((activity) => isCreate(activity) && activity.actor !== ORGANISATION);
libp2p.services.gossip.addEventListener("gossipsub:graft", () => tell("listening", { topic }), { once: true });
libp2p.services.gossip.subscribe(topic);
const { activity, whole, signed } = await other;
tell("heard", { entry: activity.object.id, name: activity.object.name, proved: isProved(activity), whole, signed });

const own = newArticle();
const aid = words.multihashOf(words.aidOf(own));
const announced = heard((one) => one.type === "Announce" && one["artel:aid"] === aid);
await libp2p.services.gossip.publish(topic, cbor.encode({ a: words.toBytes(own) }));
tell("said", { entry: own.object.id });
const announce = (await announced).activity;
tell("announced", { entry: announce.object, aid: announce["artel:aid"], proved: isProved(announce) });
server.close();
await libp2p.stop();
