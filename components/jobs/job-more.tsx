"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { MakeJobDialog, type MakeMode } from "@/components/editor/make-job-dialog";
import { useMay } from "@/components/shell/use-live";
import { IconButton } from "@/components/ui/button";
import { useHotkeys } from "@/components/ui/hotkeys";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { rubyLine } from "@/lib/domain/ruby/line";
import { copyText } from "./copy-text";
import { MASK } from "./masked";
import { verbsOfJob } from "./verbs";

export interface JobMore {
  menu: ReactNode;
  /** Goes once beside the job. */
  dialog: ReactNode;
}

/** What else can be done with one job: make another of it, or copy it out. */
export function useJobMore(source: string, job: JobEntry | undefined, detail: JobDetail | undefined): JobMore {
  const t = useTranslations("editor");
  const may = useMay("jobs.edit");
  const [making, setMaking] = useState<{ mode: MakeMode; ref: string } | null>(null);
  const makes = may && job !== undefined && isJob(job);
  const make = (mode: MakeMode) => {
    if (job !== undefined) setMaking({ mode, ref: job.ref });
  };
  useHotkeys({ e: () => make("edit") }, makes && making === null);
  const copy = async (text: string | null) => {
    if (text === null) return showToast({ title: t("noRuby"), level: "warn" });
    const copied = await copyText(text);
    const title = !copied ? t("notCopied") : text.includes(MASK) ? t("copiedMasked") : t("copied");
    showToast({ title, level: copied ? "good" : "bad" });
  };
  const entries: MenuEntry[] = [
    ...(makes
      ? ([
          { label: t("edit"), onSelect: () => make("edit"), shortcut: "e" },
          { label: t("duplicate"), onSelect: () => make("duplicate") },
          { label: t("enqueue"), onSelect: () => make("enqueue") },
          { kind: "separator" },
        ] satisfies MenuEntry[])
      : []),
    ...(detail === undefined || detail.payloadClipped
      ? []
      : ([
          { label: t("copyRuby"), onSelect: () => void copy(rubyLine(detail.payload)) },
          { label: t("copyJson"), onSelect: () => void copy(detail.payload) },
        ] satisfies MenuEntry[])),
  ];
  return {
    menu:
      entries.length === 0 ? null : (
        <Menu trigger={<IconButton label={t("more")} glyph="more" size="normal" />} entries={entries} />
      ),
    dialog:
      making === null ? null : (
        <MakeJobDialog source={source} jobRef={making.ref} mode={making.mode} onClose={() => setMaking(null)} />
      ),
  };
}

/** What a worker could run can be made again; the rest is only deleted or killed. */
function isJob(job: JobEntry): boolean {
  return job.place.kind === "running" || verbsOfJob(job).some((verb) => verb !== "kill" && verb !== "delete");
}
