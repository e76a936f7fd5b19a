/**
 * The filter language of every list: text to tree and back, what it means in words, and whether a job is meant.
 * Pure; the browser and the server use the same code. What travels is the text.
 */
export type { ExplainId, ExplainPart } from "./explain";
export { explainFilter } from "./explain";
export type { ArgFact, JobFacts } from "./facts";
export {
  DURATION_KEYS,
  FILTER_CHARS,
  FILTER_KEYS,
  FILTER_SETS,
  type FilterKey,
  type FilterSet,
  isTextKey,
  NUMBER_KEYS,
  TEXT_KEYS,
  TIME_KEYS,
} from "./keys";
export type { FilterProblem, FilterProblemCode } from "./lexer";
export { matchFilter, type Truth, truthOf } from "./match";
export { type ParsedFilter, parseFilter } from "./parse";
export { asciiFold, isAnything, type Pattern } from "./pattern";
export { type OffsetAt, pinFilter } from "./pin";
export { printFilter } from "./print";
export { ALL, type ArgPath, and, type FilterLeaf, type FilterNode, is, not, or, partsOf } from "./tree";
