import { checkJson, type JsonSpan } from "@/lib/domain/json/check";
import { prettyJson } from "@/lib/domain/json/format";
import { type Originals, projectActiveJob } from "./active-job";
import { ArgumentsFault } from "./fault";
import { KeptParts, type Output, type Range, requireHidden } from "./kept";
import { projectPlain, rebuildPlain } from "./plain";
import { rebuildActiveJob } from "./rebuild-active-job";
import { type Parsed, requireKnownRevivals } from "./reviving";

/** plain: what Sidekiq passes on · active_job: what Active Job deserialises first · mailer: mail, of which two are the class. */
export type ArgumentsForm = "plain" | "active_job" | "mailer";

/** The stored arguments, an array's JSON text, and what of it must not be shown. */
export interface StoredArguments {
  readonly raw: string;
  readonly form: ArgumentsForm;
  /** Outermost masked values, in order. */
  readonly hidden: readonly Range[];
  /** Sidekiq Enterprise encrypts the last argument. */
  readonly encrypted: boolean;
}

/** Finds the masked values of a JSON text. */
export type FindHidden = (raw: string) => readonly Range[];

/** Longest edited text: what fits a request beside its other fields. */
export const ARGUMENTS_CHARS = 90_000;
/** `[mailer, method, "deliver_now", …]` */
const MAILER_NAMES = 3;

/** What a person edits. @returns null when the stored text is no array that could be edited without a loss */
export function editableText(stored: StoredArguments): string | null {
  const project = projection(stored);
  if (project === null || project.shown.length > ARGUMENTS_CHARS) return null;
  return project.shown;
}

/**
 * The arguments to store for an edited text: what was not changed keeps its bytes, masked values come back
 * unseen, and nothing is revived that was not before. @throws ArgumentsFault at an offset of `text`
 */
export function storedText(stored: StoredArguments, text: string, findHidden: FindHidden): string {
  const project = projection(stored);
  if (project === null || text.length > ARGUMENTS_CHARS) throw new ArgumentsFault(0, "too_long");
  const next: Parsed = { text, root: requireArray(text) };
  const { form, raw } = stored;
  requireKnownRevivals(project.edited, next, form === "plain" ? "stored" : "edited");
  if (stored.encrypted) requireEncryptedLast(next, project.parts);
  const out = rebuilt(form, next, project);
  const result = out.text();
  const check = checkJson(result);
  if (!check.ok) throw new ArgumentsFault(0, check.code);
  const original = { text: raw, root: requireArray(raw) };
  requireKnownRevivals(original, { text: result, root: check.root }, form === "plain" ? "stored" : "serialized");
  if (form === "mailer") requireSameMail(original, { text: result, root: check.root }, next);
  const restored = stored.encrypted ? out.restored.slice(0, -1) : out.restored;
  requireHidden(restored, findHidden(result));
  return result;
}

interface Projection {
  readonly parts: KeptParts;
  readonly originals: Originals;
  readonly shown: string;
  /** What is shown, parsed. */
  readonly edited: Parsed;
}

/** Made anew from the same bytes on each request, so that a placeholder means the same both times. */
function projection({ raw, form, hidden, encrypted }: StoredArguments): Projection | null {
  const check = checkJson(raw);
  if (!check.ok || check.root.kind !== "array") return null;
  const parts = new KeptParts(raw);
  const last = check.root.items.at(-1);
  const covered = encrypted && last ? [...hidden.filter(({ end }) => end <= last.start), last] : hidden;
  const made =
    form === "plain"
      ? { text: projectPlain(raw, covered, parts), originals: new Map<string, string>() }
      : projectActiveJob({ text: raw, root: check.root }, covered, parts);
  const again = checkJson(made.text);
  if (!again.ok) return null;
  const shown = prettyJson(made.text, again.root);
  return { parts, originals: made.originals, shown, edited: { text: made.text, root: again.root } };
}

function rebuilt(form: ArgumentsForm, next: Parsed, { parts, originals }: Projection): Output {
  return form === "plain" ? rebuildPlain(next.text, next.root, parts) : rebuildActiveJob(next, parts, originals);
}

function requireArray(text: string): JsonSpan {
  const check = checkJson(text);
  if (!check.ok) throw new ArgumentsFault(check.at, check.code);
  if (check.root.kind !== "array") throw new ArgumentsFault(check.root.start, "not_an_array");
  return check.root;
}

/** Its placeholder is the last that was given, and has to be the last argument. */
function requireEncryptedLast({ text, root }: Parsed, parts: KeptParts): void {
  const last = root.items.at(-1);
  const placeholder = `"[${parts.word} ${parts.list.length}]"`;
  if (!last || text.slice(last.start, last.end) !== placeholder)
    throw new ArgumentsFault(root.start, "encrypted_moved");
}

function requireSameMail(original: Parsed, result: Parsed, next: Parsed): void {
  const names = ({ text, root }: Parsed) =>
    root.items.slice(0, MAILER_NAMES).map(({ start, end }) => text.slice(start, end));
  if (names(original).join() !== names(result).join()) throw new ArgumentsFault(next.root.start, "mailer_changed");
}
