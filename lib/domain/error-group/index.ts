import { PairHash } from "./hash";
import { MESSAGE_BYTES, Normaliser } from "./normalise";

export { PairHash } from "./hash";
export { MESSAGE_BYTES, NORMAL_BYTES, Normaliser } from "./normalise";

/** What makes two failures one cause. `message` is what a viewer may see of it: masked, but not clipped. */
export interface Failure {
  readonly class: string | null;
  readonly errorClass: string | null;
  readonly message: string | null;
}

/** Characters of a class that count. */
export const NAME_CHARS = 500;
/** A message's first characters that can reach into its first `MESSAGE_BYTES`. */
const MESSAGE_CHARS = MESSAGE_BYTES;
const ID_DIGITS = 11;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const normaliser = new Normaliser();
const hash = new PairHash();

/** The message with everything that varies folded into `…`, on one line, at most `NORMAL_BYTES` of UTF-8. */
export function normaliseMessage(text: string): string {
  const bytes = encoder.encode(text.slice(0, MESSAGE_CHARS));
  return decoder.decode(normaliser.out.subarray(0, normaliser.run(bytes, 0, bytes.length)));
}

/** An error's class, without the address of one that has no name. */
export function normaliseErrorClass(name: string): string {
  return name.includes("0x") ? normaliseMessage(name) : name.slice(0, NAME_CHARS);
}

/** The group's id, `[a-z0-9]{12}`: the same on every replica, in browser and server. */
export function errorGroupId(failure: Failure): string {
  return groupIdText(errorGroupKey(failure));
}

/** The group's id as a number below 2^53. */
export function errorGroupKey({ class: jobClass, errorClass, message }: Failure): number {
  hash.reset();
  addName(jobClass === null ? null : jobClass.slice(0, NAME_CHARS));
  addName(errorClass === null ? null : normaliseErrorClass(errorClass));
  if (message === null) hash.mark(1);
  else {
    const bytes = encoder.encode(message.slice(0, MESSAGE_CHARS));
    hash.add(normaliser.out, 0, normaliser.run(bytes, 0, bytes.length));
    hash.mark(0);
  }
  return hash.sum();
}

function addName(name: string | null): void {
  if (name !== null) {
    const bytes = encoder.encode(name);
    hash.add(bytes, 0, bytes.length);
  }
  hash.mark(name === null ? 1 : 0);
}

export function groupIdText(key: number): string {
  return `e${key.toString(36).padStart(ID_DIGITS, "0")}`;
}

/** @returns null for a text that is no id. */
export function groupIdKey(id: string): number | null {
  if (!/^e[a-z0-9]{11}$/.test(id)) return null;
  const key = Number.parseInt(id.slice(1), 36);
  return Number.isSafeInteger(key) ? key : null;
}
