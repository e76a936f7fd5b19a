import { median, one } from "./driver.mjs";

/** Longer than identical requests share one answer: every request measured does its own work. */
const PAUSE_MS = 300;
const WARM_UP = 3;

/**
 * One request at a time on each side in turn, with a pause in between.
 * @returns the median milliseconds of each side, after three requests that do not count
 */
export async function paced({ ours, peer }, samples) {
  const sides = { ours, peer };
  const measured = { ours: [], peer: [] };
  for (let sample = 0; sample < samples + WARM_UP; sample += 1) {
    for (const name of sample % 2 ? ["peer", "ours"] : ["ours", "peer"]) {
      const { url, request } = sides[name];
      const reply = await one(url, request, false);
      if (reply.status !== 200) throw new Error(`${name} answers ${reply.status}`);
      if (sample >= WARM_UP) measured[name].push(reply.ms);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { ours: median(measured.ours), peer: median(measured.peer) };
}
