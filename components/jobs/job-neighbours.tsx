"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { IconButton } from "@/components/ui/button";
import { useHotkeys } from "@/components/ui/hotkeys";
import { type Direction, neighboursQuery } from "@/lib/api/queries/jobs";

export interface FromList {
  q: string;
  direction: Direction;
}

/** Of which list an entry's page was opened, as its address says. */
export function fromList(): FromList {
  const params = new URLSearchParams(window.location.search);
  return { q: params.get("q") ?? "", direction: params.get("order") === "backward" ? "backward" : "forward" };
}

/** The page of an entry as one of a filtered list. */
export function entryInList(source: string, ref: string, { q, direction }: FromList): string {
  const query = new URLSearchParams();
  if (q !== "") query.set("q", q);
  if (direction !== "forward") query.set("order", direction);
  const text = query.toString();
  return `${paths.entry(source, ref)}${text === "" ? "" : `?${text}`}`;
}

/** The way to the entries before and after this one in the list it was opened from, with the keys j and k. */
export function JobNeighbours({ source, entryRef, from }: { source: string; entryRef: string; from: FromList }) {
  const t = useTranslations("editor.neighbours");
  const router = useRouter();
  const found = useQuery(neighboursQuery(source, entryRef, from)).data;
  const go = (ref: string | null | undefined) => {
    if (ref) router.push(entryInList(source, ref, from));
  };
  const back = () => go(found?.previous);
  const forth = () => go(found?.next);
  useHotkeys({ j: forth, k: back });
  if (!found?.previous && !found?.next) return null;
  return (
    <span className="inline-flex gap-1">
      <IconButton label={t("previous")} glyph="up" size="normal" disabled={!found.previous} onClick={back} />
      <IconButton label={t("next")} glyph="down" size="normal" disabled={!found.next} onClick={forth} />
    </span>
  );
}
