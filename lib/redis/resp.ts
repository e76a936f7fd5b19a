import "server-only";

/** What a stream of replies holds, in its order. Bytes lie in a view that is overwritten after the call. */
export interface RespEvents {
  /** So many parts follow; -1 is a null array. */
  array(parts: number): void;
  /** A bulk string; a simple string counts as one. */
  bulk(bytes: Buffer, from: number, to: number): void;
  integer(value: number): void;
  nothing(): void;
  error(message: string): void;
}

const MEMORY = 1024 * 1024;
/** Reads of less than this cost more calls than they are worth. */
const ROOM = 64 * 1024;
/** What Redis allows one string to be (`proto-max-bulk-len`), and a line. */
const LONGEST_BULK = 512 * 1024 * 1024;
const LONGEST_LINE = 64 * 1024;
const CR = 0x0d;

/**
 * Reads RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/) in memory that it uses again and
 * again: a string that nobody wants costs no object. The memory grows to the largest string and shrinks after it.
 */
export class RespReader {
  private memory = Buffer.allocUnsafeSlow(MEMORY);
  private start = 0;
  private end = 0;
  private readonly events: RespEvents;

  constructor(events: RespEvents) {
    this.events = events;
  }

  /** Where the next bytes are to be put; say how many with `wrote`. */
  room(): Buffer {
    if (this.start === this.end) {
      this.start = 0;
      this.end = 0;
      if (this.memory.length > MEMORY) this.memory = Buffer.allocUnsafeSlow(MEMORY);
    }
    if (this.memory.length - this.end < ROOM) this.makeRoom(this.end - this.start + ROOM);
    return this.memory.subarray(this.end);
  }

  /** @throws Error when it is no RESP2, or a string is longer than Redis lets it be */
  wrote(count: number): void {
    this.end += count;
    const bytes = this.memory.subarray(0, this.end);
    while (this.start < this.end) {
      const next = this.part(bytes, this.start);
      if (next < 0) return;
      this.start = next;
    }
  }

  /** @returns the offset behind the part that begins here, or -1 when it is not all there. */
  private part(bytes: Buffer, from: number): number {
    const type = bytes[from];
    if (type === 0x24 || type === 0x2a || type === 0x3a) {
      let at = from + 1;
      const negative = bytes[at] === 0x2d;
      if (negative) at++;
      let value = 0;
      for (; at < bytes.length && bytes[at] !== CR; at++) {
        const digit = (bytes[at] ?? 0) - 0x30;
        if (digit < 0 || digit > 9 || at - from > 20) throw malformed();
        value = value * 10 + digit;
      }
      if (at + 1 >= bytes.length) return -1;
      const body = at + 2;
      if (type === 0x3a) this.events.integer(negative ? -value : value);
      else if (type === 0x2a) this.events.array(negative ? -1 : value);
      else if (negative) this.events.nothing();
      else return this.bulk(bytes, body, value);
      return body;
    }
    if (type !== 0x2b && type !== 0x2d) throw malformed();
    const end = bytes.indexOf("\r\n", from);
    if (end < 0) {
      if (bytes.length - from > LONGEST_LINE) throw malformed();
      return -1;
    }
    if (type === 0x2b) this.events.bulk(bytes, from + 1, end);
    else this.events.error(bytes.toString("utf8", from + 1, end));
    return end + 2;
  }

  private bulk(bytes: Buffer, body: number, length: number): number {
    if (length > LONGEST_BULK) throw malformed();
    const end = body + length;
    if (end + 2 > bytes.length) {
      if (end + 2 - this.start > this.memory.length) this.makeRoom(end + 2 - this.start);
      return -1;
    }
    if (bytes[end] !== CR) throw malformed();
    this.events.bulk(bytes, body, end);
    return end + 2;
  }

  private makeRoom(needed: number): void {
    const held = this.memory.subarray(this.start, this.end);
    if (needed <= this.memory.length) this.memory.copyWithin(0, this.start, this.end);
    else {
      this.memory = Buffer.allocUnsafeSlow(needed);
      held.copy(this.memory);
    }
    this.end = held.length;
    this.start = 0;
  }
}

function malformed(): Error {
  const error = new Error("the server does not speak RESP2");
  error.name = "ParserError";
  return error;
}
