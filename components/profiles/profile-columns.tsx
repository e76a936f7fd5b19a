"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/paths";
import { useMay } from "@/components/shell/use-live";
import type { Column } from "@/components/table/column";
import { buttonClass } from "@/components/ui/button";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import { withBase } from "@/lib/api/base-path";
import { profilePath } from "@/lib/api/queries/metrics";
import type { Profile } from "@/lib/domain/profile.schema";

export function useProfileColumns(source: string, maxBytes: number): Column<Profile>[] {
  const t = useTranslations("profiles");
  const format = useFormat();
  const may = useMay("jobs.reveal");
  return useMemo(() => {
    const columns: Column<Profile>[] = [
      {
        id: "class",
        header: t("class"),
        phone: "title",
        cell: (profile) => <Truncated text={profile.class ?? "–"} />,
      },
      {
        id: "jid",
        header: t("jid"),
        className: "w-60 max-xl:w-28",
        phone: "bare",
        cell: (profile) => (
          <TextLink truncate href={paths.job(source, profile.jid)}>
            <span className="font-mono text-small">{profile.jid}</span>
          </TextLink>
        ),
      },
      {
        id: "token",
        header: t("token"),
        className: "w-40 max-xl:w-28",
        cell: (profile) => <Truncated text={profile.token} />,
      },
      {
        id: "started",
        header: t("started"),
        className: "w-28 max-xl:w-24",
        cell: (profile) => <TimeAgo atMs={profile.startedAtMs} style="short" />,
      },
      {
        id: "elapsed",
        header: t("elapsed"),
        className: "w-24 max-xl:w-20",
        align: "end",
        cell: (profile) => (profile.elapsedSec === null ? "–" : format.millis(profile.elapsedSec * 1_000)),
      },
      {
        id: "size",
        header: t("size"),
        className: "w-24 max-xl:hidden",
        align: "end",
        cell: (profile) => format.bytes(profile.sizeBytes),
      },
      {
        id: "expires",
        header: t("expires"),
        className: "w-28 max-xl:w-24",
        cell: (profile) => <TimeAgo atMs={profile.expiresAtMs} style="bare" />,
      },
    ];
    const download: Column<Profile> = {
      id: "download",
      header: t("download"),
      className: "w-28 max-xl:w-24",
      align: "end",
      phone: "bare",
      cell: (profile) =>
        profile.sizeBytes > maxBytes ? (
          <span className="text-ink-3" data-tip={t("tooLargeHint", { max: format.bytes(maxBytes) })}>
            {t("tooLarge")}
          </span>
        ) : (
          <a
            className={buttonClass("plain", "small")}
            href={withBase(profilePath(source, profile.key))}
            aria-label={t("downloadOf", { name: profile.class ?? profile.jid })}
            download
          >
            {t("download")}
          </a>
        ),
    };
    return may ? [...columns, download] : columns;
  }, [source, maxBytes, may, t, format]);
}
