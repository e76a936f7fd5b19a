import { queryOptions } from "@tanstack/react-query";
import type { SourceAbout } from "@/lib/domain/source.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const aboutQuery = (source: string) =>
  queryOptions({
    queryKey: keys.about(source),
    queryFn: ({ signal }) => apiGet<SourceAbout>(`/${source}/about`, { signal }),
    ...refresh.samples(),
  });
