import "server-only";
import { z } from "zod";
import { type LinkTemplate, linkProblem } from "@/lib/domain/links";

const links = z
  .array(
    z.strictObject({
      label: z.string().min(1).max(60),
      url: z.string().max(2_000),
      classes: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
    }),
  )
  .max(20);

/** `SIGNALBOX_LINKS`: a JSON list of links out of a job. @throws Error with what is wrong, for the start's report */
export function parseLinks(text: string): readonly LinkTemplate[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("is no valid JSON");
  }
  const parsed = links.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join(".") ?? ""} ${issue?.message ?? "is not valid"}`.trim());
  }
  for (const { label, url } of parsed.data) {
    const problem = linkProblem(url);
    if (problem !== null) throw new Error(`"${label}": the address ${problem}`);
  }
  return parsed.data;
}
