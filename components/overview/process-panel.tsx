"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { Snapshot } from "@/lib/domain/overview.schema";

/** How many processes are alive, and what is odd about them. */
export function ProcessPanel({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const { sizes, processes, source } = snapshot;
  const quiet = processes.filter((process) => process.quiet).length;
  const old = processes.filter((process) => process.flags.includes("heartbeat_old")).length;
  const share = sizes.concurrency === 0 ? 0 : sizes.busy / sizes.concurrency;
  return (
    <section>
      <h2 className="flex h-7 items-center font-strong text-small">{t("processes")}</h2>
      <p className="flex flex-wrap items-center gap-x-4 border-line border-t py-1.5">
        {sizes.processes === 0 ? (
          <Status level="bad">
            <TextLink plain href={paths.section(source, "busy")}>
              {t("processLine", { alive: 0 })}
            </TextLink>
          </Status>
        ) : (
          <TextLink href={paths.section(source, "busy")}>{t("processLine", { alive: sizes.processes })}</TextLink>
        )}
        <span className="text-ink-2">{t("utilization", { share: format.share(share) })}</span>
        {quiet === 0 ? null : <Status level="warn">{t("quietCount", { count: quiet })}</Status>}
        {old === 0 ? null : <Status level="warn">{t("oldHeartbeats", { count: old })}</Status>}
      </p>
    </section>
  );
}
