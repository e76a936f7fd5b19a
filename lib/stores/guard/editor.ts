import "server-only";
import type { MadeJob } from "@/lib/domain/job-edit.schema";
import { AppError } from "@/lib/errors/app-error";
import type { JobReader } from "@/lib/stores/port";
import type { JobEditor, MakeJobRequest } from "@/lib/stores/port-editor";
import type { Access } from "./access";

/** New jobs for one caller: made from entries they may see, for queues they may see. */
export function guardEditor(editor: JobEditor, reader: JobReader, access: Access): JobEditor {
  const sees = async (ref: string) => {
    if (access.globs === null) return true;
    const entry = await reader.entry(ref);
    return entry !== null && access.seesEntry(entry) && access.sees(entry.queue);
  };
  const allow = ({ queue }: MakeJobRequest) => {
    access.mayWrite("jobs.edit");
    if (queue !== null && !access.sees(queue)) throw new AppError("forbidden", {});
  };
  return {
    async editable(ref, options) {
      access.may("jobs.edit");
      return (await sees(ref)) ? editor.editable(ref, options) : null;
    },
    async replaceArgs(request, options) {
      allow(request);
      return (await sees(request.ref)) ? editor.replaceArgs(request, options) : GONE;
    },
    async enqueue(request, options) {
      allow(request);
      return (await sees(request.ref)) ? editor.enqueue(request, options) : GONE;
    },
  };
}

const GONE: MadeJob = { status: "gone", reason: null, jid: null, ancestor: null, destination: null, trashBatch: null };
