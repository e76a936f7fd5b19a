import type { BacktraceLine } from "@/lib/domain/job.schema";

export interface Frame {
  at: number;
  text: string;
}
export interface FrameRun {
  application: boolean;
  frames: readonly Frame[];
}

/** Consecutive frames of the application, and of gems, in the order of the trace. */
export function frameRuns(lines: readonly BacktraceLine[]): FrameRun[] {
  const runs: { application: boolean; frames: Frame[] }[] = [];
  lines.forEach((line, at) => {
    const last = runs.at(-1);
    const frame = { at, text: line.text };
    if (last?.application === line.application) last.frames.push(frame);
    else runs.push({ application: line.application, frames: [frame] });
  });
  return runs;
}
