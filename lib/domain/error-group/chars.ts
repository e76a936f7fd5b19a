/** What a byte is to the normaliser. Bytes above 0x7f belong to letters of other scripts. */
export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
export const UNDERSCORE = 3;
export const SPACE = 4;

export const kinds = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  if (byte <= 0x20 || byte === 0x7f) kinds[byte] = SPACE;
  else if (byte >= 0x30 && byte <= 0x39) kinds[byte] = DIGIT;
  else if (byte === 0x5f) kinds[byte] = UNDERSCORE;
  else if ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80) kinds[byte] = LETTER;
}

function table(chars: string, spaces = false): Uint8Array {
  const marks = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    if (chars.includes(String.fromCharCode(byte)) || (spaces && kinds[byte] === SPACE)) marks[byte] = 1;
  }
  return marks;
}

/** White space, quotes and brackets: where a path ends. */
export const pathEnds = table("\"'`<>()[]{},;|", true);
/** Where the name in front of an `@` begins. */
export const addressStarts = table("\"'`<>()[]{},;|:=/", true);
/** What a method's or column's name may hold beside letters. */
export const identifierMarks = table(".:-?!=#[]");

export const code = (char: string) => char.charCodeAt(0);

/** `…` in UTF-8: what stands for everything that varies. */
export const ELLIPSIS = [0xe2, 0x80, 0xa6] as const;

export const isWord = (kind: number | undefined) => kind === LETTER || kind === DIGIT || kind === UNDERSCORE;

export function isHex(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || isHexLetter(byte));
}

export function isHexLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66;
}
