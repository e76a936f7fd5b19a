import "server-only";
import { hashBytes, IDENTITY_HASH_BYTES } from "./ref";
import { scoreNumber } from "./walk";

/** Bytes of one identity in a frozen list: the hash of the payload, then its score, or its distance from the tail of a queue, as a big-endian double. */
export const identityBytes = IDENTITY_HASH_BYTES + 8;

export interface Identity {
  readonly hash: Buffer;
  /** Of a queue's entry the distance from the tail. */
  readonly score: number;
}

export function encodeIdentity(payload: Buffer, score: string): Buffer {
  return encode(payload, scoreNumber(score));
}

export function encodeQueueIdentity(payload: Buffer, fromTail: number): Buffer {
  return encode(payload, fromTail);
}

function encode(payload: Buffer, where: number): Buffer {
  const identity = Buffer.alloc(identityBytes);
  hashBytes(payload).copy(identity);
  identity.writeDoubleBE(where, IDENTITY_HASH_BYTES);
  return identity;
}

export function decodeIdentity(identity: Uint8Array): Identity {
  const bytes = Buffer.from(identity.buffer, identity.byteOffset, identity.byteLength);
  return { hash: bytes.subarray(0, IDENTITY_HASH_BYTES), score: bytes.readDoubleBE(IDENTITY_HASH_BYTES) };
}

/** As Redis takes it in a range; the digits of a double come back to the same double. */
export function scoreText(score: number): string {
  if (score === Number.POSITIVE_INFINITY) return "+inf";
  return score === Number.NEGATIVE_INFINITY ? "-inf" : String(score);
}
