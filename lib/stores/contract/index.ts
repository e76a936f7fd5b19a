import { editorChecks } from "./editor";
import { faultChecks } from "./faults";
import type { Check } from "./harness";
import { lockChecks } from "./locks";
import { processChecks } from "./processes";
import { queueChecks } from "./queues";
import { raceChecks } from "./races";
import { trashChecks } from "./trash";
import { writingChecks } from "./writing";

/** What every store that writes must do. Each check empties the store first. */
export const contract: readonly Check[] = [
  ...writingChecks,
  ...raceChecks,
  ...faultChecks,
  ...lockChecks,
  ...editorChecks,
  ...trashChecks,
  ...queueChecks,
  ...processChecks,
];

export type { Check, ContractHarness } from "./harness";
