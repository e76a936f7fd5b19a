import { scanPayload } from "@/lib/stores/sidekiq/payload-scan";

/**
 * Sets top-level members of a payload, values given as JSON text; every other byte stays what it was, as
 * Ruby's parser and generator keep 64-bit integers and floats that JavaScript would not.
 */
export function editMembers(text: string, changes: Readonly<Record<string, string>>): string {
  const bytes = Buffer.from(text, "utf8");
  const scan = scanPayload(bytes);
  if (!scan.ok) throw new Error(`payload is ${scan.problem}`);
  const parts: Buffer[] = [];
  let from = 0;
  const replaced = [...scan.last.values()]
    .filter(({ key }) => key in changes)
    .sort((a, b) => a.valueStart - b.valueStart);
  for (const member of replaced) {
    parts.push(bytes.subarray(from, member.valueStart), Buffer.from(changes[member.key] ?? "null"));
    from = member.valueEnd;
  }
  parts.push(bytes.subarray(from, scan.close));
  const added = Object.keys(changes).filter((key) => !scan.last.has(key));
  const members = added.map((key) => `${JSON.stringify(key)}:${changes[key]}`).join(",");
  parts.push(Buffer.from(members && scan.members.length > 0 ? `,${members}` : members), bytes.subarray(scan.close));
  return Buffer.concat(parts).toString("utf8");
}
