// Peter Petersen, a person on a server that is not ours (../fedify-peer.mjs), led over its control port.

export const PETER = { name: "Peter Petersen", handle: "@peter@leser.test", host: "leser.test" };

/** Peter does something; what came of it. */
export async function peterDoes(stage, word, what) {
  const answer = await fetch(`http://${stage.peer}/${word}`, { method: "POST", body: JSON.stringify(what) });
  const result = await answer.json();
  if (result?.error || result?.failure) throw new Error(`Peter's ${word}: ${result.error ?? result.failure}`);
  return result;
}
