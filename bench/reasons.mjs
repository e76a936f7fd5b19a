/** Why a goal is missed, as far as it is known; shown beside it as long as it is. */
export const REASONS = {
  1: "`/stats` goes through the API's router and its checks; only the snapshot has a lane of its own",
  6: "ours reads once a second, the peer's page every five; the same freshness would be about 40 ×",
  9: "one Node thread decodes, plans and sends; about a third of the time is the freezing, which the peer does not do",
  14: "the shell loads its scripts before it asks for numbers; they are not yet part of the first answer",
  15: "cause not isolated: on two cores Redis competes with the console and the driver of the benchmark",
};
