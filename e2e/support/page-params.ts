/**
 * Every parameter that a page reads from its address; `components/page-params.test.ts` fails for one that is
 * missing here, and the stories of hostile addresses try each of them on every page.
 */
export const PAGE_PARAMS = [
  "age",
  "at",
  "cursor",
  "desc",
  "entry",
  "group",
  "job",
  "kind",
  "order",
  "q",
  "range",
  "show",
  "sort",
  "span",
  "state",
  "together",
  "type",
  "zone",
] as const;
