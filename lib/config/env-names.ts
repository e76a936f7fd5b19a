import "server-only";

/** Every variable that Signalbox reads. `X_FILE` names a file that holds the value of `X`. */
export const PLAIN_VARIABLES = [
  "HOST",
  "PORT",
  "REDIS_PROVIDER",
  "SIDEKIQ_USERNAME",
  "SIGNALBOX_URL",
  "SIGNALBOX_READ_ONLY",
  "SIGNALBOX_TRUSTED_PROXIES",
  "SIGNALBOX_BASE_PATH",
  "SIGNALBOX_DATA_DIR",
  "SIGNALBOX_BUILD_BASE_PATH",
] as const;
export const SECRET_VARIABLES = [
  "REDIS_URL",
  "SIDEKIQ_PASSWORD",
  "SIGNALBOX_SOURCES",
  "SIGNALBOX_STATE_URL",
  "SIGNALBOX_USERS",
  "SIGNALBOX_TOKENS",
  "SIGNALBOX_SECRET",
  "SIGNALBOX_LINKS",
] as const;

export type PlainVariable = (typeof PLAIN_VARIABLES)[number];
export type SecretVariable = (typeof SECRET_VARIABLES)[number];

const KNOWN = new Set<string>([...PLAIN_VARIABLES, ...SECRET_VARIABLES.flatMap((name) => [name, `${name}_FILE`])]);

/** `SIGNALBOX_*` variables nobody reads, each with the name that was probably meant. */
export function unknownVariables(names: readonly string[]): { name: string; nearest: string }[] {
  return names
    .filter((name) => name.startsWith("SIGNALBOX_") && !KNOWN.has(name))
    .map((name) => ({ name, nearest: nearestTo(name) }));
}

function nearestTo(name: string): string {
  const candidates = [...KNOWN].filter((known) => known.startsWith("SIGNALBOX_"));
  return candidates.reduce((best, known) => (editDistance(name, known) < editDistance(name, best) ? known : best));
}

/** Levenshtein; names are short. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
