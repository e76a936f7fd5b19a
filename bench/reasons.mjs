/** Why a goal is missed, as far as it is known; shown beside it as long as it is. */
export const REASONS = {
  1: "asked by 160 people over 64 connections; the machine's two cores carry the driver too",
  5: "bins of each minute are kept, the sums over classes and minutes are made anew for each request",
  6: "what moves is read each second, what stands still every five",
  8: "a search costs about 9 ms before its first hit, however small the store",
  9: "one Node thread decodes, plans and sends, and Redis runs the scripts in about 11 µs a job; about a third of the time is the freezing, which the peer does not do",
  12: "the JSON of each failure is walked and its message normalised; the loop does neither",
  14: "the numbers come with the page; what is left is the loading of the scripts of a client-side console",
  15: "two scripts of 25 on their way, and pages of 500 entries while freezing: see below",
  17: "of each lock ours reads who holds it and who waits, its type and when it ends",
};
