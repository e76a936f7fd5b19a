import "server-only";
import { scanPayload } from "../payload-scan";

/**
 * A JSON object with members replaced, added at its end, or (null) taken out; every other byte stays. Values are
 * JSON text. Null when the text is no object.
 */
export function editObject(text: string, edits: Readonly<Record<string, string | null>>): string | null {
  const bytes = Buffer.from(text);
  const scan = scanPayload(bytes);
  if (!scan.ok) return null;
  const kept = scan.members.filter((member) => scan.last.get(member.key) === member && edits[member.key] !== null);
  const written = kept.map((member) => {
    const key = bytes.toString("utf8", member.keyStart, member.valueStart);
    return key + (edits[member.key] ?? bytes.toString("utf8", member.valueStart, member.valueEnd));
  });
  for (const [key, value] of Object.entries(edits)) {
    if (value !== null && !scan.last.has(key)) written.push(`${JSON.stringify(key)}:${value}`);
  }
  return `{${written.join(",")}}`;
}

/** The JSON text of a member; null when there is none. */
export function memberText(text: string, key: string): string | null {
  const bytes = Buffer.from(text);
  const scan = scanPayload(bytes);
  const member = scan.ok ? scan.last.get(key) : undefined;
  return member ? bytes.toString("utf8", member.valueStart, member.valueEnd) : null;
}

/** Whether a text is a JSON array, whatever its digits. */
export function isArrayText(text: string): boolean {
  const scan = scanPayload(Buffer.from(`{"args":${text}}`));
  return scan.ok && scan.members.length === 1 && scan.last.get("args")?.kind === "array";
}
