let offsetMs = 0;
let exact = false;

/** A time the server stamped just now; ages are shown by its clock, not by the browser's. */
export function noteServerTime(atMs: number): void {
  offsetMs = atMs - Date.now();
  exact = true;
}

/** The `Date` header has whole seconds: used only until a better stamp is seen. */
export function noteServerDate(header: string | null): void {
  if (exact || header === null) return;
  const atMs = Date.parse(header);
  if (Number.isFinite(atMs) && Math.abs(atMs - Date.now()) > 2_000) offsetMs = atMs - Date.now();
}

/** Epoch ms by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
