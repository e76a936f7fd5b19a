import "server-only";

const NAME = 1;
const SHAPE = 2;
/** Every secret that `maskText` hides by its name, or by its shape, has one of these in it, whatever the case. */
const NAMES = "pass secr toke key cryp salt cert otp ssn cvv cvc mail auth cook cred card".split(" ");
const SHAPES = "---- eyj akia asia _liv _tes ghp gho ghu ghs ghr xox bear basi".split(" ");

const kindOf = new Uint8Array(1 << 15);
const nextOf = new Uint8Array(1 << 15);
for (const [words, kind] of [
  [NAMES, NAME],
  [SHAPES, SHAPE],
] as const) {
  for (const word of words) {
    let rolled = 0;
    for (const char of word.slice(0, 3)) rolled = ((rolled << 5) | (char.charCodeAt(0) & 31)) & 0x7fff;
    kindOf[rolled] = (kindOf[rolled] ?? 0) | kind;
    const next = word.length > 3 ? word.charCodeAt(3) & 31 : 32;
    const known = nextOf[rolled];
    nextOf[rolled] = known === 0 || known === next ? next : 32;
  }
}

/**
 * Whether a string's bytes can be taken as they stand: ASCII without escapes, in which `maskText` finds nothing to
 * hide. It errs on the other side.
 * @param text the bytes are a text in UTF-8 already, not JSON
 */
export function isPlain(bytes: Uint8Array, from: number, to: number, text = false): boolean {
  let rolled = 0;
  let hints = 0;
  let assigns = false;
  let scheme = false;
  let at = false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if (!text && (byte >= 0x80 || byte === 0x5c)) return false;
    rolled = ((rolled << 5) | (byte & 31)) & 0x7fff;
    const kind = kindOf[rolled] ?? 0;
    if (kind !== 0) {
      const next = nextOf[rolled];
      if (next === 32 || next === ((bytes[i + 1] ?? 0) & 31)) hints |= kind;
    }
    if (byte === 0x3d || byte === 0x3a) {
      assigns = true;
      if (bytes[i + 1] === 0x2f) scheme = true;
    } else if (byte === 0x40) at = true;
  }
  return !(hints & SHAPE || (hints & NAME && assigns) || (scheme && at));
}
