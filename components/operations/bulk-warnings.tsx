"use client";

import { useTranslations } from "next-intl";
import { useSnapshot } from "@/components/shell/use-live";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/glyph";
import type { Operation, OperationWarning } from "@/lib/domain/operation.schema";
import { enqueues, lacksTrashRoom } from "@/lib/domain/operation-rules";
import { listsOf } from "@/lib/domain/operation-target";

/** What changes how people decide stands first and in colour. */
const LOUD: ReadonlySet<OperationWarning["code"]> = new Set([
  "queue_paused",
  "queue_unheard",
  "already_retried",
  "dead_trimmed",
  "store_memory",
  "trash_room",
  "also_running",
]);

interface Line {
  readonly text: string;
  readonly loud: boolean;
}

/** What the dry run found, what Ruby would have run and nobody runs now, and whether there is a way back. */
export function BulkWarnings({ operation }: { operation: Operation }) {
  const t = useTranslations("operations.warning");
  const arrived = useArrived(operation);
  const { verb, params, warnings } = operation;
  if (verb === "undo") return null;
  const noRoom = lacksTrashRoom(operation);
  const gone = verb === "kill" || verb === "delete";
  const found = warnings.map((warning): Line => {
    const values = {
      count: warning.count,
      of: warning.of ?? 0,
      names: warning.names.join(", "),
      gone: gone ? "yes" : "no",
    };
    const code = warning.code === "trash_room" && noRoom ? "trash_full" : warning.code;
    return { text: t(code, values), loud: LOUD.has(warning.code) || (gone && code === "batches") };
  });
  const quiet = (text: string): Line => ({ text, loud: false });
  const lines = [
    ...found.sort((a, b) => Number(b.loud) - Number(a.loud)),
    ...(arrived === null ? [] : [quiet(arrived)]),
    ...(enqueues(verb) ? [quiet(t("middleware"))] : []),
    ...(gone ? [quiet(t("deathHandlers"))] : []),
    ...(params.withoutUndo ? [{ text: t("noUndo"), loud: true }] : []),
    ...(params.withoutUndo || noRoom ? [] : [quiet(enqueues(verb) ? t("undoWaiting") : t("undoable"))]),
  ];
  return (
    <ul className="grid gap-1">
      {lines.map(({ text, loud }) => (
        <li key={text} className={cx("flex gap-2", loud ? "text-ink" : "text-ink-2")}>
          <span className={cx("flex h-5 items-center", loud ? "text-warn" : "text-ink-3")}>
            <Glyph name={loud ? "alert" : "minus"} />
          </span>
          <span className="min-w-0 break-words">{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many have come into the list since it was counted; only of a whole list, whose size the snapshot knows. */
function useArrived({ state, target, setSize }: Operation): string | null {
  const t = useTranslations("operations");
  const snapshot = useSnapshot().data;
  const [list, ...others] = listsOf(target);
  if (state !== "frozen" || snapshot === undefined || list === undefined || others.length > 0 || target.q) return null;
  const size =
    "set" in list ? snapshot.sizes[list.set] : (snapshot.queues.find(({ name }) => name === list.queue)?.size ?? 0);
  const more = (size ?? 0) - setSize;
  return more > 0 ? t("arrived", { count: more }) : null;
}
