"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { type Level, Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { useVerdictWords } from "./verdict-words";

const LEVEL: Record<Snapshot["verdict"][number]["level"], Level> = { ok: "good", warn: "warn", critical: "bad" };

/** What is wrong, worst first; each part leads to the list that it counts. */
export function VerdictLine({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations("overview");
  const words = useVerdictWords();
  return (
    <ul aria-label={t("verdict")} className="flex flex-wrap items-center gap-x-4 gap-y-1">
      {snapshot.verdict.map((item) => {
        const href = hrefOf(snapshot.source, item.target);
        const text = words(item);
        return (
          <li key={`${item.code}:${item.target?.name ?? ""}:${item.params.warning ?? ""}`}>
            <Status level={LEVEL[item.level]}>
              {href === null ? (
                <span className="whitespace-normal text-ink">{text}</span>
              ) : (
                <span className="whitespace-normal text-ink">
                  <TextLink plain href={href}>
                    {text}
                  </TextLink>
                </span>
              )}
            </Status>
          </li>
        );
      })}
    </ul>
  );
}

function hrefOf(source: string, target: Snapshot["verdict"][number]["target"]): string | null {
  if (target === null) return null;
  if (target.kind === "queue") return target.name === null ? null : paths.queue(source, target.name);
  if (target.kind === "retry") return paths.section(source, "retries");
  return paths.section(source, target.kind);
}
