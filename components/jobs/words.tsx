"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import causes from "@/lib/i18n/messages/en/causes.json";
import plugins from "@/lib/i18n/messages/en/plugins.json";

const OWN = { causes, plugins };

export function JobWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
