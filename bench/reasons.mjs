/** Why a goal is missed, as far as it is known; shown beside it as long as it is. */
export const REASONS = {
  1: "asked by 160 people over 64 connections; the machine's two cores carry the driver too",
  5: "the sums of closed minutes are kept; reading the open ones costs about 4 ms a request, for one class as for forty",
  6: "what moves is read each second, what stands still every five",
  8: "a filtered page costs the same however small the store: about as much with 100,000 as with a million",
  9: "one Node thread decodes, plans and sends, and Redis runs the scripts in about 11 µs a job; about a third of the time is the freezing, which the peer does not do; it was 5.05 on 2026-11-23, on a faster machine: a build of before, measured beside this one, gave 2.9",
  12: "the JSON of each failure is walked and its message normalised; the loop does neither",
  14: "the numbers come with the page; what is left is the loading of the scripts of a client-side console; on 2026-11-23 it was met: 277 ms beside 206, 85.5 beside 259",
  15: "two scripts of 25 on their way, and pages of 500 entries while freezing: see below",
  17: "of each lock ours reads who holds it and who waits, its type and when it ends",
};
