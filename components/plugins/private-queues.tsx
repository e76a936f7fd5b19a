"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { DataTable } from "@/components/table/data-table";
import { Status } from "@/components/ui/status";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { privateQueuesQuery } from "@/lib/api/queries/plugins";
import type { PrivateQueue } from "@/lib/domain/queue.schema";

/** Jobs in hand of super_fetch, those of dead processes among them; nothing where there are none. */
export function PrivateQueues({ source }: { source: string }) {
  const t = useTranslations("plugins.private");
  const format = useFormat();
  const queues = useQuery({ ...privateQueuesQuery(source), enabled: source !== "", retry: false }).data?.queues ?? [];
  if (queues.length === 0) return null;
  return (
    <div className="pt-6">
      <Section title={t("title")}>
        <p className="max-w-[80ch] pb-2 text-ink-2">{t("help")}</p>
        <DataTable
          label={t("title")}
          rows={queues}
          rowId={(queue: PrivateQueue) => `${queue.identity}|${queue.queue}`}
          hotkeys={false}
          stickyHead={false}
          rowTone={(queue) => (queue.alive ? undefined : "warn")}
          columns={[
            {
              id: "process",
              header: t("process"),
              phone: "title",
              cell: (queue) => <Truncated text={queue.identity} mono />,
            },
            {
              id: "queue",
              header: t("queue"),
              className: "w-40",
              phone: "bare",
              cell: (queue) => (
                <TextLink plain href={paths.queue(source, queue.queue)} truncate>
                  {queue.queue}
                </TextLink>
              ),
            },
            {
              id: "jobs",
              header: t("jobs"),
              className: "w-20",
              align: "end",
              phone: "value",
              cell: (queue) => format.count(queue.jobs),
            },
            {
              id: "state",
              header: t("state"),
              className: "w-80",
              phone: "bare",
              cell: (queue) => (
                <Status level={queue.alive ? "good" : "warn"}>{queue.alive ? t("alive") : t("dead")}</Status>
              ),
            },
          ]}
        />
      </Section>
    </div>
  );
}
