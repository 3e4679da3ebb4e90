// What a peer of Artel's network has to be able to write and read, as docs/PROTOCOL.md says it and sharing no code with
// us: canonical JSON, keys and proofs, the names of sets and activities, frames, invites.

import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import * as cbor from "cborg";
import { base58btc } from "multiformats/bases/base58";
import { base32 } from "multiformats/bases/base32";

export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
export const CONTEXT = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/data-integrity/v2",
  "https://w3id.org/security/multikey/v1",
];

export const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// ---------------------------------------------------------------- canonical JSON

/** RFC 8785, for JSON whose numbers are integers: JavaScript compares and writes strings as it wants them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`${value} is no integer`);
  return JSON.stringify(value);
}

export const toBytes = (document) => Buffer.from(JSON.stringify(document));
export const fromBytes = (bytes) => JSON.parse(Buffer.from(bytes).toString("utf8"));

// ---------------------------------------------------------------- keys and proofs

const ED25519 = Buffer.from([0xed, 0x01]); // the multicodec of an Ed25519 public key
const SPKI = Buffer.from("302a300506032b6570032100", "hex"); // what stands before the 32 bytes in DER, RFC 8410

/** A key pair: `multikey` is the public half as a Multikey, `did` the verification method that is made of it. */
export function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const spki = publicKey.export({ format: "der", type: "spki" });
  const multikey = base58btc.encode(Buffer.concat([ED25519, spki.subarray(SPKI.length)]));
  return { privateKey, multikey, did: `did:key:${multikey}#${multikey}` };
}

function publicKeyOf(multikey) {
  const bytes = Buffer.from(base58btc.decode(multikey));
  if (bytes.length !== 34 || !bytes.subarray(0, 2).equals(ED25519)) return null;
  return createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(2)]), format: "der", type: "spki" });
}

const signedBytes = (document, proof) => Buffer.concat([sha256(canonical(proof)), sha256(canonical(document))]);

/** Adds an eddsa-jcs-2022 proof. */
export function prove(document, key, verificationMethod) {
  const proof = {
    "@context": document["@context"],
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    created: now(),
    proofPurpose: "assertionMethod",
    verificationMethod,
  };
  const signature = sign(null, signedBytes(document, proof), key.privateKey);
  return { ...document, proof: { ...proof, proofValue: base58btc.encode(signature) } };
}

/** Whether the proof of a document holds under one of some Multikeys. */
export function holds(document, multikeys) {
  const { proof, ...rest } = document;
  if (proof?.cryptosuite !== "eddsa-jcs-2022" || proof.created === undefined) return false;
  const { proofValue, ...options } = proof;
  const bytes = signedBytes(rest, options);
  return multikeys.map(publicKeyOf).some((key) => key && verify(null, bytes, key, base58btc.decode(proofValue)));
}

/** The Multikeys with which an actor proves what it says. */
export const keysOf = (actor) =>
  [actor.assertionMethod ?? []].flat().map((key) => key.publicKeyMultibase).filter(Boolean);

/** This moment in whole seconds. */
export const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

// ---------------------------------------------------------------- names

export const aidOf = (activity) => sha256(canonical(activity));
export const multihashOf = (aid) => base58btc.encode(Buffer.concat([Buffer.from([0x12, 0x20]), aid]));
export const sidOf = (id) => sha256(id);
export const topicOf = (sid) => `/artel/1/c/${base32.baseEncode(sid)}`;
export const messageId = (message) => sha256(message.topic, message.data).subarray(0, 20);

/** What an invite's link says: its last part is a CBOR map in base64url. */
export function readInvite(link) {
  const { a, c, k, n, p, t } = cbor.decode(Buffer.from(link.split("/").at(-1), "base64url"));
  return { addresses: a, community: c, key: k, name: n, peer: p, token: t };
}

// ---------------------------------------------------------------- frames

/** One side of a stream of ours. */
export class Frames {
  #stream;
  #parts;
  #buffer = Buffer.alloc(0);

  constructor(stream) {
    this.#stream = stream;
    this.#parts = stream[Symbol.asyncIterator]();
  }

  async send(message) {
    const body = Buffer.from(cbor.encode(message));
    const length = [];
    let rest = body.length;
    for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
    length.push(rest);
    if (!this.#stream.send(Buffer.concat([Buffer.from(length), body]))) await this.#stream.onDrain();
  }

  async receive() {
    for (;;) {
      const frame = this.#whole();
      if (frame) return cbor.decode(frame);
      const { done, value } = await this.#parts.next();
      if (done) throw new Error("the stream ended before a whole frame");
      this.#buffer = Buffer.concat([this.#buffer, value.subarray()]);
    }
  }

  /** Takes a whole frame off the buffer, if there is one. */
  #whole() {
    let length = 0;
    for (let at = 0; at < 4 && at < this.#buffer.length; at += 1) {
      length |= (this.#buffer[at] & 0x7f) << (7 * at);
      if (this.#buffer[at] & 0x80) continue;
      const end = at + 1 + length;
      if (this.#buffer.length < end) return null;
      const frame = this.#buffer.subarray(at + 1, end);
      this.#buffer = this.#buffer.subarray(end);
      return frame;
    }
    if (this.#buffer.length >= 4) throw new Error("a length has at most four bytes");
    return null;
  }

  close() {
    return this.#stream.close();
  }
}
