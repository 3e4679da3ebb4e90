// Peter Petersen, a person on a server that is not ours (../fedify-peer.mjs), led over its control port.

export const PETER = { name: "Peter Petersen", handle: "@peter@leser.test", host: "leser.test" };

/** Peter does something; what came of it. */
export async function peterDoes(stage, word, what) {
  const answer = await fetch(`http://${stage.peer}/${word}`, { method: "POST", body: JSON.stringify(what) });
  const result = await answer.json();
  if (result?.error || result?.failure) throw new Error(`Peter's ${word}: ${result.error ?? result.failure}`);
  return result;
}

/** Waits until Peter knows that somebody of this origin follows him. */
export async function peterIsFollowed(stage) {
  for (let tries = 0; tries < 100; tries += 1) {
    const followers = await (await fetch(`http://${stage.peer}/followers`)).json();
    if (followers.some((id) => new URL(id).origin === stage.origin)) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("Peter was never told that he is followed");
}
