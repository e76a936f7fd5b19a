"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { TextField } from "@/components/ui/field";
import { queuesQuery } from "@/lib/api/queries/queues";
import { ParamDialog } from "./param-dialog";

/** To which queue; known names are offered, a new one is allowed and said to be new. */
export function MoveDialog({
  source,
  count,
  onClose,
  onSubmit,
}: {
  source: string;
  count: number;
  onClose: () => void;
  onSubmit: (queue: string) => Promise<void>;
}) {
  const t = useTranslations("jobs.move");
  const listId = useId();
  const [queue, setQueue] = useState("");
  const queues = useQuery(queuesQuery(source)).data?.queues ?? [];
  const known = queues.find((candidate) => candidate.name === queue);
  const hint =
    queue === "" ? t("hint") : known === undefined ? t("new") : known.listeners === 0 ? t("unheard") : undefined;
  return (
    <ParamDialog
      title={t("title", { count })}
      submitLabel={t("submit", { count })}
      ready={queue !== ""}
      onClose={onClose}
      onSubmit={() => onSubmit(queue)}
    >
      <TextField
        label={t("queue")}
        value={queue}
        onChange={(event) => setQueue(event.target.value)}
        list={listId}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        mono
        hint={hint}
      />
      <datalist id={listId}>
        {queues.map((candidate) => (
          <option key={candidate.name} value={candidate.name} />
        ))}
      </datalist>
    </ParamDialog>
  );
}
