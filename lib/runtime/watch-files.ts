import "server-only";
import { stat } from "node:fs/promises";

const EVERY_MS = 2_000;

/**
 * Calls back when one of the files has become another, whether it was written anew or a link to it was moved
 * (as orchestrators do with mounted secrets). @returns what ends it
 */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  if (paths.length === 0) return () => {};
  let known: string | null = null;
  const look = async () => {
    const now = (await Promise.all(paths.map(signatureOf))).join();
    const changed = known !== null && known !== now;
    known = now;
    if (changed) onChange();
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function signatureOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return "unreadable";
  }
}
