import "server-only";
import { editableText, type StoredArguments, storedText } from "@/lib/domain/arguments/edit";
import { ArgumentsFault } from "@/lib/domain/arguments/fault";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import { checkJson, type JsonSpan } from "@/lib/domain/json/check";
import { AppError } from "@/lib/errors/app-error";
import { readPayload } from "../entry";
import { hideSecrets } from "../masking";
import { parseJson } from "../payload-parse";
import { type PayloadScan, stringValue } from "../payload-scan";

type Refusal = NonNullable<EditableJob["refusal"]>;

/** The `args` of a payload as text, and in it the array a person means. */
export interface ReadArguments {
  /** The whole of `args`. */
  readonly args: string;
  /** Active Job's own object in it; null for any other job. */
  readonly job: JsonSpan | null;
  readonly stored: StoredArguments;
}

/** Above this the checks of an edit would cost more than an answer may. */
const ARGS_BYTES = 256 * 1024;

/** Finds what can be edited; says why when nothing can. */
export function readArguments(bytes: Buffer, scan: PayloadScan): ReadArguments | Refusal {
  const member = scan.last.get("args");
  if (member?.kind !== "array" || scan.last.get("class")?.kind !== "string") return "malformed";
  if (member.valueEnd - member.valueStart > ARGS_BYTES) return "too_large";
  const span = bytes.subarray(member.valueStart, member.valueEnd);
  const args = span.toString("utf8");
  if (!Buffer.from(args, "utf8").equals(span)) return "not_utf8";
  const { job } = readPayload(bytes);
  // Its argument is YAML, of which the worker makes any object it names.
  if (job.wrapper === "delayed_extension") return "delayed_extension";
  const check = checkJson(args);
  if (!check.ok) return "malformed";
  const encrypted = scan.last.get("encrypt")?.kind === "true";
  if (job.wrapper === "none") {
    return { args, job: null, stored: { raw: args, form: "plain", hidden: hiddenOf(args), encrypted } };
  }
  const [object] = check.root.items;
  const inner = object?.members.find(({ key }) => key === "arguments")?.value;
  if (object === undefined || inner?.kind !== "array") return "malformed";
  const raw = args.slice(inner.start, inner.end);
  const form = job.wrapper;
  return { args, job: object, stored: { raw, form, hidden: hiddenOf(raw), encrypted: false } };
}

const hiddenOf = (raw: string) => parseJson(raw, hideSecrets)?.hidden ?? [];

/** What the editor is given. */
export function shownArguments(read: ReadArguments | Refusal): { text: string | null; refusal: Refusal | null } {
  if (typeof read === "string") return { text: null, refusal: read };
  const text = editableText(read.stored);
  return { text, refusal: text === null ? "too_large" : null };
}

/** The array to store for an edited text. @throws AppError `arguments_refused` */
export function changedArguments(read: ReadArguments, text: string): string {
  try {
    return storedText(read.stored, text, hiddenOf);
  } catch (error) {
    if (error instanceof ArgumentsFault) throw new AppError("arguments_refused", { fault: error.code, at: error.at });
    throw error;
  }
}

export function jidOf(bytes: Buffer, scan: PayloadScan): string | null {
  return stringValue(bytes, scan, "jid");
}
