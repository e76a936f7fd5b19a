"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import busy from "@/lib/i18n/messages/en/busy.json";
import plugins from "@/lib/i18n/messages/en/plugins.json";

const OWN = { busy, plugins };

export function BusyWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
