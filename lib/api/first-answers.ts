/** Older than this, an answer that came with the page is asked anew. */
const FRESH_MS = 5_000;

let answers: Map<string, unknown> | null = null;

/**
 * What the server put into the page itself, by path and query below `/api/v1`: each is used once, by the first
 * request for it, while the page is young. @returns undefined when there is none
 */
export function takeFirstAnswer(path: string): unknown {
  if (typeof document === "undefined" || performance.now() > FRESH_MS) return undefined;
  answers ??= read();
  const answer = answers.get(path);
  answers.delete(path);
  return answer;
}

function read(): Map<string, unknown> {
  const text = document.getElementById("first-answers")?.textContent;
  return text ? new Map(Object.entries(JSON.parse(text))) : new Map();
}
